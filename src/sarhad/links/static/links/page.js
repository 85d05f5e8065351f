/* The rest of the page: tools with their keys, tables that follow the picture. */

const RENEWED = ["links", "things", "cap", "legend", "empty"]; // parts of the page, by id
const AFTER = { legend: "cap" };

/** Use the tool that has this key; false where there is none. */
export function press(key) {
  const tool = document.querySelector(`[data-key~="${CSS.escape(key)}"]:not(:disabled, [hidden])`);
  if (!tool) return false;
  for (let fold = tool.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
  if (tool.matches("button, a")) tool.click();
  else tool.focus();
  return true;
}

/** Tables, counts and legend as they are now: what a page loaded anew would show. */
export async function renew(talk) {
  const address = new URL(location.href);
  address.searchParams.set("part", "tables");
  const text = await talk.page(address).catch(() => undefined);
  if (text === undefined) return;
  const page = new DOMParser().parseFromString(text, "text/html");
  for (const id of RENEWED) {
    const old = document.getElementById(id), now = page.getElementById(id);
    if (old && now) old.replaceWith(now);
    else if (old) old.remove();
    else if (now) document.getElementById(AFTER[id])?.after(now);
  }
}
