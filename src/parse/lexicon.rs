//! Classes of words that tell something in a reference, written by hand for the languages that occur
//! most. They are cues for the model and no more: none decides alone.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::features::hash_word;

/// A set of word classes, one bit each.
pub type Classes = u32;

macro_rules! classes {
    ($($(#[$doc:meta])* $name:ident = $bit:literal: $words:expr;)*) => {
        $($(#[$doc])* pub const $name: Classes = 1 << $bit;)*
        const WORDS: &[(Classes, &str)] = &[$(($name, $words)),*];
    };
}

classes! {
    /// Month and season names with their abbreviations.
    MONTH = 0: "january february march april may june july august september october november december jan feb mar apr jun jul aug sep sept oct nov dec \
        januar februar märz mai juni juli oktober dezember jänner mär okt dez janvier février mars avril juin juillet août septembre octobre novembre décembre févr avr juil déc \
        gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre enero febrero abril mayo junio julio septiembre octubre noviembre diciembre \
        janeiro fevereiro março maio junho julho setembro outubro novembro dezembro spring summer autumn fall winter frühjahr sommer herbst printemps été automne hiver января февраля марта апреля мая июня июля августа сентября октября ноября декабря";
    /// What opens the description of a containing work.
    IN = 1: "in dans im en em nel nella в 載 presented appeared";
    /// Words that make the names beside them editors.
    EDITOR = 2: "ed eds edited editor editors edition's hrsg hg hgg herausgegeben herausgeber dir dirs sous direction cura coord coords coordinador coordinadores org orgs organizador compiled compiler compilers comp comps red redaktion éd éds editado editeur curatore edd 編 編著 主編 主编 편 편저 엮음";
    /// Words that make the names beside them translators.
    TRANSLATOR = 3: "translated translator translators trans transl tr übers übersetzt übersetzung trad traduit traduction traduzione tradotto traducción traducido vertaald 訳 译 譯 역 옮김";
    /// Words before a volume number.
    VOLUME = 4: "vol vols volume volumes v bd bde band bände tome tomes t tom jg jahrgang volumen deel fasc 卷 巻 권 집 т том";
    /// Words before an issue number.
    ISSUE = 5: "no nos nr num number numbers numéro numero número issue n heft issues iss h č 期 号 號 호 pt part suppl supplement fascicule suplemento beiheft";
    /// Words before pages.
    PAGES = 6: "p pp pages page s seite seiten pag págs pág pags ff paper art article 頁 页 面 쪽 с стр";
    /// Words of an edition.
    EDITION = 7: "ed edn edition editions revised rev aufl auflage überarbeitete erweiterte édition edición edizione edição updated expanded druk reprint reprinted repr 版 판 izd изд";
    /// Words that join names.
    AND = 8: "and und et y e i og och en & u 和 及 및 и with";
    /// Words of publishers' names.
    PUBLISHER = 9: "press publishers publisher publishing publications publ verlag verlagsgesellschaft éditions editions edizioni ediciones editorial editora editore editori editrice presses books springer elsevier wiley blackwell routledge sage academic mcgraw \
        hill prentice hall addison wesley kluwer birkhäuser pergamon plenum macmillan palgrave penguin norton knopf vintage harper collins doubleday random house simon schuster butterworths heinemann longman pearson ashgate brill mohr siebeck vandenhoeck \
        ruprecht suhrkamp fischer rowohlt beck reclam gruyter dunod gallimard seuil flammarion puf vrin minuit payot larousse hachette armand colin laterza einaudi mulino mondadori feltrinelli bompiani paidós ariel gredos alianza siglo taschen campus nomos lang \
        franz steiner harrassowitz hermann morgan kaufmann ieee acm mit aaai siam usenix crc taylor francis emerald igi guilford erlbaum basic free freeman worth houghton mifflin holt rinehart thomson cengage wadsworth brooks cole saunders mosby lippincott williams \
        wilkins thieme karger humana artech nova imprint druckerei buchhandlung librairie imprimerie tipografia lit hogrefe huber klett cotta transcript oldenbourg böhlau 出版社 書店 书局 印书馆 출판사 출판부 출판 서림 문화사 издательство наука";
    /// Cities and states that publish much.
    PLACE = 10: "london york oxford cambridge paris berlin boston chicago princeton amsterdam dordrecht heidelberg münchen munich frankfurt leipzig stuttgart tübingen göttingen wien vienna zürich zurich basel bern genève geneva roma rome milano milan torino turin \
        firenze florence venezia venice bologna napoli madrid barcelona lisboa lisbon porto coimbra méxico mexico buenos aires santiago bogotá caracas lima rio janeiro são paulo sao brasília tokyo kyoto osaka beijing shanghai seoul delhi mumbai bombay calcutta kolkata hong kong \
        singapore sydney melbourne canberra toronto montreal montréal ottawa québec vancouver washington philadelphia baltimore ithaca haven berkeley angeles stanford francisco seattle boulder durham bloomington minneapolis urbana lanham thousand oaks beverly hills reading \
        hillsdale mahwah englewood cliffs upper saddle river hoboken piscataway medford norwood burlington aldershot farnham cheltenham edinburgh glasgow manchester dublin belfast bristol basingstoke harmondsworth hampshire brussels bruxelles bruges leiden leuven louvain \
        utrecht hague haag rotterdam delft copenhagen københavn stockholm uppsala oslo bergen helsinki warszawa warsaw kraków praha prague budapest bucharest bucureşti beograd belgrade zagreb ljubljana athens athen istanbul ankara cairo jerusalem jerusalem tel aviv moscow moskva \
        petersburg petrograd leningrad kiev kyiv johannesburg cape town pretoria nairobi lagos dakar hamburg köln cologne bonn düsseldorf hannover bremen dresden weimar jena halle freiburg würzburg wiesbaden darmstadt marburg giessen bielefeld münster paderborn opladen neuwied \
        lyon strasbourg toulouse marseille bordeaux grenoble rennes lille lausanne fribourg salzburg graz innsbruck linz padova pisa genova bari palermo siena perugia salamanca sevilla valencia granada zaragoza navarra москва 北京 上海 東京 京都 서울 부산 대구 \
        ny nj ma ca dc mass calif conn il pa md uk usa england france germany deutschland italy switzerland netherlands australia canada japan china korea india spain";
    /// Words of journals' names.
    JOURNAL = 11: "journal j jour review rev reviews revue zeitschrift annals ann annales annali archives archive archiv archivio arch bulletin bull letters lett transactions trans quarterly magazine mag studies gazette advances progress chronicle herald times post \
        tribune newspaper daily weekly monthly notes record records report reports acta studi quaderni rivista cahiers cuadernos revista boletín boletim anales estudos estudios jahrbuch jahrbücher blätter forschung forschungen mitteilungen berichte beiträge anzeiger zeitung tidsskrift tijdschrift \
        science nature cell lancet physica phys physics chem chemistry chemical biol biology med medicine med math mathematics soc society am amer acad sci sciences eng engineering comput computing nucl proc natl int internat international j z appl applied astrophys astron astronomy ecol ecology genet genetics \
        physiol psychol psychology econ economics educ education polit political sociol sociology hist history philos philosophy theor theoretical exp experimental clin clinical neurosci neurology surg surgery pediatr psychiatry pharmacol toxicol immunol microbiol virol biochem environ environmental geophys geol atmos oceanogr mar res research \
        class quantum grav opt optics spectrosc commun mod prog rep instrum meth plasma fluid fluids mech dyn stat nonlinear semicond supercond mater metall alloys polym crystallogr synth catal electrochem inorg org chim fiz zh usp lett \
        cosmol astropart mon not roy astronom jhep jcap mnras apj apjl apjs pasp pasj araa epl europhys helv nuovo cimento jetp naturforsch fortschr radiat vac surf struct molec mol anal electron technol nanotechnol found top \
        学报 學報 雑誌 論文集 论文集 学会誌 紀要 研究 學研究 학회지 논문집 학보 저널 연구 학회논문지 вестник журнал";
    /// Words of proceedings' names.
    PROCEEDINGS = 12: "proceedings proc conference conf symposium symp workshop congress kongress kongreß colloquium colloque coll meeting tagung congrès congreso congresso convegno simposio atti actes actas international acm ieee annual lncs lecture notes 大会 会议 학술대회 発表";
    /// Common given names.
    GIVEN = 13: "john james robert michael william david richard joseph thomas charles christopher daniel matthew anthony mark donald steven paul andrew joshua kenneth kevin brian george edward ronald timothy jason jeffrey ryan jacob gary nicholas eric jonathan stephen larry justin scott brandon benjamin samuel gregory frank alexander raymond patrick jack dennis jerry \
        mary patricia jennifer linda elizabeth barbara susan jessica sarah karen nancy lisa betty margaret sandra ashley kimberly emily donna michelle carol amanda dorothy melissa deborah stephanie rebecca sharon laura cynthia kathleen amy angela shirley anna brenda pamela emma nicole helen samantha katherine christine debra rachel carolyn janet catherine maria heather diane ruth julie joyce virginia victoria alice \
        hans peter klaus jürgen wolfgang helmut dieter gerhard heinrich karl friedrich wilhelm johann ludwig otto walter werner ernst fritz günter günther horst manfred rainer reinhard rudolf stefan thomas ulrich ursula ute sabine monika renate gisela ingrid heike martina andreas bernd christoph christian jörg jens matthias tobias sebastian florian axel \
        jean pierre jacques michel françois philippe louis henri andré claude marcel bernard gérard alain roger rené georges gilles guy yves luc marc pascal olivier nicolas laurent thierry éric marie françoise catherine nathalie isabelle sylvie anne monique jacqueline simone hélène cécile \
        giovanni giuseppe antonio mario luigi francesco angelo vincenzo pietro carlo franco domenico bruno paolo giorgio marco andrea stefano roberto alessandro luca umberto enzo massimo claudio maria lucia giulia francesca elena paola \
        josé juan manuel francisco luis javier miguel carlos jesús rafael pedro ángel fernando jorge alberto pablo sergio ramón enrique andrés diego carmen josefa isabel dolores pilar teresa ana rosa joão paulo \
        jan piet kees willem hendrik johannes erik lars anders nils olof sven bjørn knut ole per ingrid kirsten ivan alexei sergei dmitri nikolai vladimir mikhail boris olga natalia tatiana akira hiroshi kenji takeshi yuki wei ming li xiao hong jun yong";
    /// Particles of names.
    PARTICLE = 14: "von van de der den del della di da dos du la le ter ten zu zur af al el bin ibn ben mc mac st saint jr sr iii";
    /// Words of theses.
    THESIS = 15: "thesis dissertation phd ph doctoral diss master masters msc ma diplomarbeit dissertationsschrift inauguraldissertation thèse mémoire tesi tesis tese habilitationsschrift habilitation unpublished 学位论文 博士論文 석사학위논문 박사학위논문 학위논문";
    /// Words of reports and papers of institutions.
    REPORT = 16: "report reports technical tech memo memorandum working paper papers discussion occasional policy brief bericht arbeitspapier rapport document documento informe bulletin standard patent rfc iso din version monograph";
    /// Words of organisations' names.
    ORG = 17: "university universität université università universidad universidade univ institute institut instituto istituto department dept faculty fakultät école school college hochschule laboratory laboratories lab labs academy akademie académie accademia society gesellschaft société società sociedad \
        association verband verein council commission committee ministry ministerium ministère ministerio agency bureau office organization organisation organización foundation stiftung fondation fundación centre center zentrum centro federation union alliance coalition campaign network group team consortium collaboration \
        corporation corp inc ltd gmbh co company bank fund nations united world european government national federal bundesamt statistisches international board authority service museum library bibliothek bibliothèque biblioteca archivio archives 大学 大學 學會 学会 研究所 협회 학회 대학교 연구원 연구소";
    /// "et al." and its like.
    ETAL = 18: "al others andere altri colab 等 외 др";
    /// Words of remarks.
    NOTE = 19: "press preprint submitted forthcoming appear preparation erscheint parution prensa stampa translation russian german french chinese japanese korean spanish italian english available online retrieved personal communication unpublished published online ahead print private abstract annual annually biennial yearly jährlich annuel annuale erratum corrigendum";
    /// Small words of titles.
    SMALL = 20: "of the a an to for from on by at as into about between against through toward towards under over der die das des dem den ein eine einer zur zum für mit über auf aus bei nach vom durch gegen les des aux pour sur par avec chez entre sans sous il lo gli i dei degli delle nel sul per tra fra con los las del para por sobre desde hacia os as do da dos das no na";
    /// Words of series.
    SERIES = 21: "series serie série reihe collection collana colección coleção schriftenreihe schriften studien monographs occasional working texts texte bibliothek lecture notes beihefte handbuch abhandlungen";
    /// Words before an address or a day of a visit.
    ACCESS = 22: "accessed access cited retrieved available url http https www doi abgerufen zugriff disponible consulté online internet verfügbar unter";
    /// Words that open a preface by somebody.
    PREFACE = 23: "preface foreword introduction afterword vorwort einleitung nachwort préface postface avant propos prefazione introduzione prefacio prólogo geleitwort introd intr";
}

/// The classes of a word, by the hash of its small-letter form.
pub fn classes(word: u32) -> Classes {
    static TABLE: LazyLock<FxHashMap<u32, Classes>> = LazyLock::new(|| {
        let mut table = FxHashMap::default();
        for (class, words) in WORDS {
            for word in words.split_whitespace() {
                *table.entry(hash_word(word)).or_insert(0) |= class;
            }
        }
        table
    });
    TABLE.get(&word).copied().unwrap_or(0)
}
