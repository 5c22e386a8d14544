// `coach serve --open` opens /enter#CODE. A fragment is in no request, no log and no Referer.
const code = location.hash.slice(1);
const form = document.querySelector("form#enter");
if (code && form) {
  history.replaceState(null, "", location.pathname);
  form.elements.code.value = code;
  form.submit();
}
