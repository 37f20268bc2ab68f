/* Gives the language tabs of the admin names that can be read aloud: the switch a label, each tab the language's name.
   Loaded after modeltranslation's own script, which makes the tabs. The label comes in the language of the page. */
"use strict";

{
  const label = document.currentScript.dataset.label;

  django.jQuery(function () {
    const languages = {};
    document.querySelectorAll(".ui-tabs-nav a").forEach((link) => {
      languages[link.textContent] = link.title;
      link.textContent = link.title;
      link.removeAttribute("title");
    });
    const chooser = document.getElementById("modeltranslation-main-switch");
    if (chooser) {
      chooser.setAttribute("aria-label", label);
      chooser.closest("h1").after(chooser);
      for (const option of chooser.options) {
        option.textContent = languages[option.textContent] || option.textContent;
        option.selected = option.textContent === document.querySelector(".ui-tabs-active a").textContent;
      }
    }
  });
}
