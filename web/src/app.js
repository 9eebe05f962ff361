// Small comforts on top of pages that already work without any script:
// a question before an act that cannot be taken back, one submission per click,
// and a count of the characters left. Nothing here talks to the network.

/** Asks before a form is sent by a button carrying data-confirm (question), data-yes and data-no (button words). */
function askFirst(button) {
  const { confirm: question, yes, no } = button.dataset;
  const dialog = document.createElement("dialog");
  dialog.className = "confirm";
  const text = document.createElement("p");
  text.id = "confirm-question";
  text.textContent = question;
  dialog.setAttribute("aria-labelledby", text.id);
  const form = document.createElement("form");
  form.method = "dialog";
  form.className = "actions";
  const back = Object.assign(document.createElement("button"), { value: "no", className: "button quiet", textContent: no });
  const go = Object.assign(document.createElement("button"), { value: "yes", className: "button danger", textContent: yes });
  // The safe answer comes first and has the focus.
  form.append(back, go);
  dialog.append(text, form);
  dialog.addEventListener("close", () => {
    const agreed = dialog.returnValue === "yes";
    dialog.remove();
    if (agreed) {
      button.dataset.confirmed = "1";
      button.form.requestSubmit(button);
      delete button.dataset.confirmed;
    } else {
      button.focus();
    }
  });
  document.body.append(dialog);
  dialog.showModal();
  back.focus();
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  const button = event.submitter;
  // getAttribute, because a field called "method" would hide the property.
  const method = (button?.getAttribute("formmethod") ?? form.getAttribute("method") ?? "get").toLowerCase();
  if (method === "dialog" || event.defaultPrevented) return;

  if (button?.dataset.confirm && !button.dataset.confirmed && "showModal" in HTMLDialogElement.prototype) {
    event.preventDefault();
    askFirst(button);
    return;
  }

  // A second click while the first is under way changes nothing. Buttons are not
  // disabled: a disabled button would drop its own name and value from the form.
  if (method !== "post") return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "1";
  form.setAttribute("aria-busy", "true");
  // A download answers without leaving the page: free the form again.
  setTimeout(() => release(form), 8000);
});

function release(form) {
  delete form.dataset.sent;
  form.removeAttribute("aria-busy");
}

// Coming back with the browser's own button restores the page as it was left, mid-submission.
addEventListener("pageshow", (event) => {
  if (event.persisted) document.querySelectorAll("form[data-sent]").forEach(release);
});

// "12 / 500" under every text with a limit; spoken only when less than a tenth is left.
for (const field of document.querySelectorAll("textarea[maxlength], input[data-count][maxlength]")) {
  const limit = field.maxLength;
  const count = document.createElement("p");
  count.className = "count";
  const spoken = document.createElement("p");
  spoken.className = "visually-hidden";
  spoken.setAttribute("role", "status");
  const show = () => {
    const used = field.value.length;
    count.textContent = `${used} / ${limit}`;
    const close = limit - used <= limit / 10;
    count.classList.toggle("is-close", close);
    spoken.textContent = close ? count.textContent : "";
  };
  field.after(count, spoken);
  field.addEventListener("input", show);
  show();
}

// The phone menu closes with Escape and when the focus or a click goes elsewhere.
const menu = document.querySelector("details.menu");
if (menu) {
  addEventListener("keydown", (event) => {
    if (event.key === "Escape" && menu.open) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });
  document.addEventListener("click", (event) => {
    if (!menu.contains(event.target)) menu.open = false;
  });
  menu.addEventListener("focusout", (event) => {
    if (event.relatedTarget && !menu.contains(event.relatedTarget)) menu.open = false;
  });
}
