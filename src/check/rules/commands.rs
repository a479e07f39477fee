//! Commands of LaTeX and of the packages that bibliographies use, beside those that `text::latex` reads: spacing, boxes, links, what BibTeX
//! and biblatex styles define, and the names of journals as the astronomers' class defines them.

use std::collections::HashSet;
use std::sync::LazyLock;

const NAMES: &str = "\
    aap aapr aaps ac acro actaa addcolon addcomma adddot addperiod addsemicolon addspace aj allowbreak AMS AmS ao apj apjl apjs aplett apspr \
    apss araa atop autocap autocite azh baas bain bbland begin bibfnamefont bibinfo bibitem bibnamefont bibrangedash bibstring BibTeX bibxstring \
    Big big Bigl bigl Bigr bigr break burlalt bysame caa cal cdprime char choose circa cite citeauthor citep citet citeyear cjaa ConTeXt Cprime \
    cprime cydot def ding discretionary displaystyle doi dots else em emdash end enquote enspace ensuremath eTeX fcp fg fi footcite footnote \
    foreignlanguage gca grl hbox hfill href hskip hspace hss hyphenation iaucirc icarus ifthenelse ifx index ISBN isdot ISSN item jcap jcp jgr \
    jqsrt jrasc kern label LaTeX LaTeXe ldots left let lfhook limits linebreak lower lowercase LuaTeX mathsurround mbox mdash memras memsai \
    METAFONT MF middle midtilde mit mkbibacro mkbibdate mkbibordinal mkbibquote mnras MP MR MRhref na nar nat natexlab ndash newblock newcommand \
    newline No no noalign nobreak nobreakspace nocite nolimits nolinebreak nolinkurl noop noopsort nopunct nphysa og oldstylenums over par \
    parencite parentext pasa pasj pasp path pdfTeX penalty physrep physscr planss polhk pra prb prc prd pre printfirst printlast prl procspie \
    protect providecommand qjras qquad quad raise raisebox ref refname relax renewcommand right rm rmxaa scriptstyle selectlanguage sf \
    singleletter skytel slash slshape smash soft solphys SortNoop sortnoop sovast ssr strut switchargs TeX text textasciitilde textbackslash \
    textcite textendash textins textlang textls textmd textnumero textquotedbl textquotesingle textstyle textsubscript textsuperscript textsw \
    thinspace tt unichar unspace uppercase url urlprefix verb vspace XeLaTeX XeTeX xspace zap";

/// Whether LaTeX or one of those packages has a command of that name, without its backslash.
pub(super) fn is_command(name: &str) -> bool {
    static KNOWN: LazyLock<HashSet<&str>> = LazyLock::new(|| NAMES.split_whitespace().collect());
    KNOWN.contains(name)
}
