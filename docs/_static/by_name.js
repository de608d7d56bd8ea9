// Above what Sphinx finds in the texts: the pages that answer to what was typed by their
// names, whatever the variables are called. The same as search.py and search_select.py in
// trio_patterns/guide.
"use strict";

const whole = (pattern) => new RegExp(`^(?:${pattern})$`);

const withoutDefer = (text) =>
  text.replace(/^defer func\(\) ?\{ ?(.+?)( ?\}\(\))?$/, "$1");

// What a line of Go is looked up as: by the first pattern that matches the whole of it.
function statement(text) {
  for (const [pattern, name] of NAMES.statements) {
    const match = text.match(whole(pattern));
    if (match) return name.replace("\\1", match[1]);
  }
  return "";
}

// What a text may mean, the most exact first, in lower case.
function* meanings(typed) {
  const lines = typed.trim().split("\n").map((line) => line.trim().split(/\s+/).join(" "));
  if (lines.length > 1 && !typed.includes("select {")) {
    // One line of several may say more than all of them in one.
    for (const line of [lines.join(" "), ...lines.map(withoutDefer)]) {
      const name = statement(line);
      if (!NAMES.vague.includes(name)) yield name.toLowerCase();
    }
  }
  const text = withoutDefer(
    typed.trim().split(/\s+/).join(" ").replace(/ ?\. ?/g, "."),
  );
  for (const [part, name] of NAMES.errors) {
    if (text.toLowerCase().includes(part)) yield name.toLowerCase();
  }
  yield statement(text).toLowerCase();
  // Without what stands around a call, a receive's arrow, and an assignment.
  const bare = text
    .replace(/^((case|defer|go|if|return) )?(\w+(, ?\w+)* ?:?= ?)?/, "")
    .replace(/^(\w+, )*(<-|await )?/, "")
    .replace(/\(.*$|:$| ?\{$/, "");
  const parts = bare.split(".");
  const method = parts.pop();
  const variable = parts.pop()?.toLowerCase();
  const kinds = NAMES.variables
    .filter(([pattern]) => variable !== undefined && whole(pattern).test(variable))
    .map(([, kind]) => kind);
  for (const kind of kinds) yield `${kind}.${method}`.toLowerCase();
  yield text.toLowerCase();
  yield bare.toLowerCase();
  // A method of whatever the variable is.
  if (bare.includes(".") && /^[\w.]+$/.test(bare)) yield `.${method}`.toLowerCase();
  // A line of a traceback, such as "ExceptionGroup: the message": the message first.
  const colon = text.indexOf(": ");
  if (colon > 0) {
    yield text.slice(colon + 2).toLowerCase();
    yield text.slice(0, colon).toLowerCase();
  }
  // What stands somewhere in the line.
  for (const [name] of text.matchAll(/\b[a-z]\w*\.[A-Z]\w*|<-chan|chan<-/g)) {
    yield name.toLowerCase();
  }
  // A method that no page names, of a type that one does.
  if (text.includes("(")) for (const kind of kinds) yield kind.toLowerCase();
  if (/^[\w ,;'?!-]+$/.test(text) && text.split(" ").length > 3) return; // a sentence
  for (const [pattern, name] of NAMES.about) {
    if (new RegExp(pattern).test(text)) yield name.toLowerCase();
  }
}

// What the cases of the first select in a text wait for: "receive stop". "" without one.
function kindsOfCases(text) {
  const { statement, case: each, kinds } = NAMES.select;
  const begin = text.match(new RegExp(statement));
  if (!begin) return "";
  let block = text.slice(begin.index + begin[0].length).replaceAll("struct{}{}", "true");
  // Without the blocks inside, which may be other selects, and what comes after.
  for (let outer; block !== (outer = block.replace(/\{[^{}]*\}/g, "")); ) block = outer;
  return [...block.split("}")[0].matchAll(new RegExp(each, "g"))]
    .map(([, some, rest]) => (some ?? rest).trim())
    .map((some) => kinds.find(([like]) => whole(like).test(some))?.[1] ?? "receive")
    .sort()
    .join(" ");
}

// The names of the pages that answer to a whole select.
function pagesOfSelect(typed) {
  const text = typed.trim().split(/\s+/).join(" ");
  const waited = new RegExp(NAMES.select.waited).test(text);
  const sort = waited ? "waited" : kindsOfCases(text);
  if (!sort) return [];
  return NAMES.select.purposes.find(([like]) => whole(like).test(sort))[1].split(" ");
}

// The words of a text that say something, without their endings.
function words(text) {
  return (text.toLowerCase().match(/[a-z0-9]+/g) ?? [])
    .filter((word) => !NAMES.fillers.includes(word))
    .map((word) => word.replace(/(?<=\w{4})(ing|ed|er|es|s)$/, ""));
}

// How near a page is to a text in lower case: 0 is best, null no.
function rank(page, wanted) {
  if (!wanted) return null;
  const title = page.title.toLowerCase();
  const names = page.names.map((name) => name.toLowerCase());
  const inTitle = title.includes(wanted) ? 1 : 0;
  if ([page.name, page.row.toLowerCase()].includes(wanted)) return 0;
  if (wanted === title) return 1;
  const tail = "." + wanted.replace(/^\.+/, "");
  const place = names.findIndex((name) => name === wanted || name.endsWith(tail));
  if (place >= 0) {
    // A hazard with a thing is further away than the thing. What a page is most about
    // is what it names first.
    return (page.row.startsWith("G") ? 4 : 3 - inTitle) + place / names.length;
  }
  const texts = [page.name, page.row, ...page.also, title, page.question];
  const mentioned = [...texts, ...names].some((text) => text.toLowerCase().includes(wanted));
  return mentioned && !wanted.startsWith(".") ? 6 - inTitle : null;
}

// How many of these words a text doesn't say.
function lackingIn(text, wanted) {
  const said = words(text);
  return wanted.filter((word) => !said.some((each) => each.startsWith(word))).length;
}

function lackingOn(page, wanted) {
  return lackingIn([page.title, page.question, page.name, ...page.names].join(" "), wanted);
}

// How near a page is to words; null if it lacks over one in so many.
function rankOfWords(page, wanted, share) {
  const lacking = lackingOn(page, wanted);
  if (lacking > Math.floor(wanted.length / share)) return null;
  // A hazard stands after the thing.
  const hazard = page.row.startsWith("G") ? 1 : 0;
  return 2 * lacking + lackingIn(page.title, wanted) / wanted.length + hazard;
}

// The pages that have a rank, the best first.
function best(rank) {
  return NAMES.pages
    .map((page) => [rank(page), page])
    .filter(([rank]) => rank !== null)
    .sort(([a], [b]) => a - b)
    .map(([, page]) => page);
}

// The pages that have the most of the words, and two of them at least.
function nearest(wanted) {
  const fewest = Math.min(...NAMES.pages.map((page) => lackingOn(page, wanted)));
  if (fewest > wanted.length - 2) return [];
  const among = (page) => lackingOn(page, wanted) === fewest;
  return best((page) => (among(page) ? rankOfWords(page, wanted, 1) : null));
}

function answers(typed) {
  // A whole select: before what it leads to as a word.
  const byCases = pagesOfSelect(typed).map((name) =>
    NAMES.pages.find((page) => page.name === name),
  );
  for (const wanted of meanings(typed)) {
    const found = best((page) => rank(page, wanted));
    if (found.length) return [...new Set([...byCases, ...found])];
  }
  // Plain words, in any order, which need not stand together; if no page has nearly all of
  // them, half of them. A name that nobody knows may be made of words: `drainQueue`.
  for (const text of [typed, typed.replace(/(?<=[a-z0-9])(?=[A-Z])/g, " ")]) {
    const wanted = words(text);
    for (const share of wanted.length ? [3, 2] : []) {
      const found = best((page) => rankOfWords(page, wanted, share));
      if (found.length) return [...new Set([...byCases, ...found])];
    }
  }
  return byCases;
}

const typed = new URLSearchParams(location.search).get("q") ?? "";
const named = typed.trim() ? answers(typed) : [];
const found = (named.length ? named : nearest(words(typed))).slice(0, 3);
if (found.length) {
  if (!named.length) {
    const says = document.createElement("p");
    says.className = "by-name";
    says.textContent = "No page has all of these words; these have the most of them.";
    document.getElementById("search-results").before(says);
  }
  const list = document.createElement("ul");
  list.className = "search by-name";
  for (const page of found) {
    const link = document.createElement("a");
    link.href = `${page.path}.html`;
    link.textContent = page.title;
    const says = document.createElement("p");
    says.textContent = page.question;
    const item = document.createElement("li");
    item.append(link, says);
    list.append(item);
  }
  document.getElementById("search-results").before(list);
}
