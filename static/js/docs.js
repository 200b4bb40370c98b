/* The reader of the API takes the place of the list that the server wrote, once it shows an operation itself. */
(function () {
  "use strict";

  const reader = document.getElementById("swagger-ui");
  const list = document.getElementById("operation-list");

  function take(watch) {
    if (!reader.querySelector(".opblock")) return;
    watch.disconnect();
    list.hidden = true;
  }

  const watch = new MutationObserver(() => take(watch));
  watch.observe(reader, { childList: true, subtree: true });
  take(watch);
})();
