// How the search ranks what it finds: as Sphinx does, but a page whose folder or title is
// what was asked for comes first.
var Scorer = {
  score: ([page, title, anchor, , score]) => {
    const query = new URLSearchParams(location.search).get("q").trim().toLowerCase();
    const names = [page.split("/").at(-1), title.toLowerCase()];
    return anchor === "" && names.includes(query) ? score + 1000 : score;
  },
  objNameMatch: 11,
  objPartialMatch: 6,
  objPrio: { 0: 15, 1: 5, 2: -5 },
  objPrioDefault: 0,
  title: 15,
  partialTitle: 7,
  term: 5,
  partialTerm: 2,
};
