//! Articles and books as PubMed has them.
#![allow(clippy::unwrap_used)]

use super::*;
use crate::format::xml::testing;

#[test]
fn an_article() {
    let xml = "<?xml version=\"1.0\"?>\n<!DOCTYPE PubmedArticleSet PUBLIC \"-//NLM//DTD PubMedArticle, 1st January 2025//EN\" \"x.dtd\">
<PubmedArticleSet><PubmedArticle><MedlineCitation Status=\"MEDLINE\">
  <PMID Version=\"1\">12345</PMID><DateRevised><Year>2020</Year><Month>01</Month><Day>05</Day></DateRevised>
  <Article><Journal><ISSN IssnType=\"Print\">1234-5678</ISSN>
    <JournalIssue><Volume>7</Volume><Issue>2</Issue><PubDate><MedlineDate>2019 Nov-Dec</MedlineDate></PubDate></JournalIssue>
    <Title>Journal of Moths</Title><ISOAbbreviation>J. Moths</ISOAbbreviation></Journal>
    <ArticleTitle>On CO<sub>2</sub> and <i>Noctua pronuba</i>.</ArticleTitle>
    <Pagination><StartPage>12</StartPage><EndPage>19</EndPage><MedlinePgn>12-9</MedlinePgn></Pagination>
    <ELocationID EIdType=\"doi\">10.1234/m.1</ELocationID>
    <Abstract><AbstractText Label=\"AIM\">To see.</AbstractText><AbstractText Label=\"RESULT\">Seen.</AbstractText></Abstract>
    <AuthorList CompleteYN=\"N\"><Author><LastName>Ash</LastName><ForeName>Una B</ForeName><Initials>UB</Initials><Suffix>Jr</Suffix>
      <AffiliationInfo><Affiliation>Moth House.</Affiliation></AffiliationInfo></Author>
      <Author><CollectiveName>Moth Group</CollectiveName></Author></AuthorList>
    <Language>eng</Language>
    <GrantList><Grant><GrantID>G 1</GrantID><Agency>NIH</Agency></Grant><Grant><GrantID>G 2</GrantID></Grant></GrantList>
    <PublicationTypeList><PublicationType>Journal Article</PublicationType><PublicationType>Review</PublicationType></PublicationTypeList>
  </Article>
  <MeshHeadingList><MeshHeading><DescriptorName MajorTopicYN=\"N\">Moths</DescriptorName><QualifierName MajorTopicYN=\"Y\">physiology</QualifierName></MeshHeading></MeshHeadingList>
  <KeywordList><Keyword>night, dark</Keyword></KeywordList>
</MedlineCitation><PubmedData>
  <History><PubMedPubDate PubStatus=\"received\"><Year>2019</Year><Month>3</Month><Day>2</Day><Hour>6</Hour><Minute>0</Minute></PubMedPubDate></History>
  <PublicationStatus>ppublish</PublicationStatus>
  <ArticleIdList><ArticleId IdType=\"pubmed\">12345</ArticleId><ArticleId IdType=\"pmc\">PMC99</ArticleId><ArticleId IdType=\"mid\">N1</ArticleId></ArticleIdList>
</PubmedData></PubmedArticle></PubmedArticleSet>";
    assert!((PUBMED_XML.sniff)(xml));
    assert_eq!(
        testing::shown(&PUBMED_XML, xml),
        "article-journal 
pubmed-Status: MEDLINE
PMID: 12345
pubmed-DateRevised: 2020-01-05
ISSN: 1234-5678
volume: 7
issue: 2
issued: 2019-11/2019-12
container-title: Journal of Moths
container-title-short: J. Moths
title: On CO2 and Noctua pronuba.
page: 12-9
DOI: 10.1234/m.1
abstract: AIM: To see.|RESULT: Seen.
author: Una B Ash Jr; Moth Group et al.
author-address: Una B Ash Jr: Moth House.
language: eng
pubmed-GrantList: G 1; NIH|G 2
genre: Review
keyword: Moths/*physiology; night, dark
pubmed-History: received: 2019-03-02 6:00
status: ppublish
PMCID: PMC99
pubmed-ArticleId: mid: N1"
    );
}

#[test]
fn books_and_their_chapters() {
    let book = |title: &str| {
        format!(
            "<PubmedBookArticle><BookDocument><PMID>7</PMID><Book><Publisher><PublisherName>P</PublisherName></Publisher><BookTitle>The Book</BookTitle>
             <PubDate><Year>2009</Year><Month>Feb</Month></PubDate><AuthorList Type=\"editors\"><Author><LastName>Ed</LastName></Author></AuthorList></Book>
             {title}<Sections><Section><SectionTitle>One</SectionTitle></Section></Sections></BookDocument></PubmedBookArticle>"
        )
    };
    assert_eq!(
        testing::shown(&PUBMED_XML, &book("")),
        "book \nPMID: 7\npublisher: P\ntitle: The Book\nissued: 2009-02\neditor: Ed\npubmed-Sections: One"
    );
    assert_eq!(
        testing::shown(&PUBMED_XML, &book("<ArticleTitle>Chapter</ArticleTitle>")),
        "chapter \nPMID: 7\npublisher: P\ncontainer-title: The Book\nissued: 2009-02\neditor: Ed\ntitle: Chapter\npubmed-Sections: One"
    );
}

#[test]
fn dates_in_medlines_words() {
    for (words, date) in [
        ("<Year>2015</Year><Month>Mar</Month><Day>03</Day>", "2015-03-03"),
        ("<Year>2015</Year><Month>12</Month>", "2015-12"),
        ("<Year>2015</Year><Season>Fall</Season>", "2015-23"),
        ("<Year>2015</Year>", "2015"),
        ("<MedlineDate>2015 Nov-Dec</MedlineDate>", "2015-11/2015-12"),
        ("<MedlineDate>1998 Dec-1999 Jan</MedlineDate>", "1998-12/1999-01"),
        ("<MedlineDate>2001 Jul 3-9</MedlineDate>", "2001-07-03/2001-07-09"),
        ("<MedlineDate>2000-2001</MedlineDate>", "2000/2001"),
        ("<MedlineDate>2000 Spring</MedlineDate>", "2000-21"),
        ("<MedlineDate>2000 Spring-Summer</MedlineDate>", "2000-21/2000-22"),
        ("<MedlineDate>2000 1st Quart</MedlineDate>", "2000 1st Quart"),
        ("<Year>2015</Year><Month>Feb</Month><Day>30</Day>", "2015 Feb 30"),
    ] {
        let xml = format!(
            "<PubmedArticle><MedlineCitation><Article><Journal><JournalIssue><PubDate>{words}</PubDate></JournalIssue></Journal></Article></MedlineCitation></PubmedArticle>"
        );
        assert_eq!(testing::shown(&PUBMED_XML, &xml), format!("article-journal \nissued: {date}"), "{words}");
    }
}
