"""Words that a question is made with and that find nothing by themselves, folded, for the six languages.

They are indexed (phrases need them) and left out of what must be found, unless nothing else was typed.
"""

from chm_portal.search.analysis import fold

_LISTS = {
    "ar": """
        من في على إلى عن مع هذا هذه ذلك تلك التي الذي الذين ما ماذا هل كيف متى أين لماذا كم أي أو و
        ثم أن إن كان كانت يكون تكون هو هي هم نحن أنا لا لم لن قد كل بعض غير بين عند بعد قبل حول حتى
        إذا لكن أيضا يمكن يجب
        """,
    "en": """
        a an and are as at be been by can could did do does for from had has have how i if in into
        is it its me my no not of on or our should so than that the their them there these they this
        those to us was we were what when where which who whom why will with would you your about
        any
        """,
    "es": """
        a al como con cual cuales cuando de del desde donde el ella ellos en entre era es esta estan
        estas este esto estos fue ha han hay la las le les lo los mas me mi muy no nos o para pero
        por porque puede pueden que qué quien quienes se ser si sin sobre son su sus también tiene
        un una unas uno unos y ya
        """,
    "fr": """
        à au aux avec ce ces cet cette ceux comment dans de des donc dont du elle elles en est et
        être eux ils il je la le les leur leurs lui mais me même mes mon ne nos notre nous on ont ou
        où par pas peut peuvent plus pour pourquoi quand que quel quelle quelles quels qui sa sans
        se ses si son sont sur ta tes ton tu un une vos votre vous y
        """,
    "ru": """
        а без бы был была были было быть в вам вас ведь во вот все вы где да для до его ее если есть
        еще же за здесь и из или им их к как какая какие какой когда кто ли между мне можно мы на
        над нам нас не нет них но о об он она они оно от по под при с со так такой там те то тоже
        только тот ты у уже чем что чтобы эта эти это этот я
        """,
    "zh-hans": "的 了 和 与 是 在 吗 呢 什么 如何 怎么 怎样 哪些 哪里 为什么 有 对 及",
}

STOP_WORDS: dict[str, frozenset[str]] = {
    language: frozenset(fold(word) for word in words.split()) for language, words in _LISTS.items()
}
