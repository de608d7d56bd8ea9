// Above what Sphinx finds in the texts: the constructs that answer to what was typed by
// their names, whatever the variables are called. The same as trio_patterns/guide/search.py.
"use strict";

// What a text may mean, the most exact first, in lower case.
function* meanings(typed) {
  const text = typed.trim().split(/\s+/).join(" ").replace(/ ?\. ?/g, ".");
  if (text.toLowerCase() in NAMES.errors) yield NAMES.errors[text.toLowerCase()];
  for (const [pattern, name] of NAMES.statements) {
    const match = text.match(new RegExp(`^(?:${pattern})$`));
    if (match) {
      yield name.replace("\\1", match[1]).toLowerCase();
      return;
    }
  }
  // Neither a receive, nor the arguments, nor an assignment.
  const bare = text
    .replace(/^(\w+(, ?\w+)* ?:?= ?)?(<-|await |defer )?/, "")
    .replace(/\(.*\)$/, "");
  const dot = bare.indexOf(".");
  const [variable, method] = [bare.slice(0, dot), bare.slice(dot + 1)];
  if (dot > 0 && variable in NAMES.variables) {
    yield `${NAMES.variables[variable]}.${method}`.toLowerCase();
  }
  yield text.toLowerCase();
  yield bare.toLowerCase();
  if (dot > 0 && /^[a-z]\w{0,3}$/.test(variable)) yield `.${method}`.toLowerCase();
  // A line of a traceback, such as "ExceptionGroup: the message": the message first.
  const colon = text.indexOf(": ");
  if (colon > 0) {
    yield text.slice(colon + 2).toLowerCase();
    yield text.slice(0, colon).toLowerCase();
  }
}

// How near a construct is to a text in lower case: 0 is best, null no.
function rank(construct, wanted) {
  const title = construct.title.toLowerCase();
  const names = construct.names.map((name) => name.toLowerCase());
  const inTitle = title.includes(wanted) ? 1 : 0;
  if ([construct.name, construct.row.toLowerCase()].includes(wanted)) return 0;
  if (wanted === title) return 1;
  const tail = "." + wanted.replace(/^\.+/, "");
  const place = names.findIndex((name) => name === wanted || name.endsWith(tail));
  if (place >= 0) {
    // A hazard with a thing is further away than the thing. What a construct is most about
    // is what it names first.
    return (construct.row.startsWith("G") ? 4 : 3 - inTitle) + place / names.length;
  }
  const texts = [construct.name, construct.row, ...construct.also, title, construct.question];
  const mentioned = [...texts, ...names].some((text) => text.toLowerCase().includes(wanted));
  return mentioned ? 6 - inTitle : null;
}

function answers(typed) {
  for (const wanted of meanings(typed)) {
    const found = NAMES.constructs
      .map((construct) => [rank(construct, wanted), construct])
      .filter(([rank]) => rank !== null);
    if (found.length) return found.sort(([a], [b]) => a - b).map(([, construct]) => construct);
  }
  return [];
}

const typed = new URLSearchParams(location.search).get("q") ?? "";
const found = typed.trim() ? answers(typed).slice(0, 3) : [];
if (found.length) {
  const list = document.createElement("ul");
  list.className = "search by-name";
  for (const construct of found) {
    const link = document.createElement("a");
    link.href = `constructs/${construct.name}.html`;
    link.textContent = construct.title;
    const says = document.createElement("p");
    says.textContent = construct.question;
    const item = document.createElement("li");
    item.append(link, says);
    list.append(item);
  }
  document.getElementById("search-results").before(list);
}
