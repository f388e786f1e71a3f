// foresale.js: sends what a shopper does in the browser to Foresale. Never throws into the page and never holds it up.
//
//   <script>window.foresale = window.foresale || function () { (foresale.q = foresale.q || []).push(arguments) }</script>
//   <script async src="/_content/Foresale.Client/foresale.js"></script>
//   foresale('init', { url: 'https://intent.example.com', key: PUBLIC_INGEST_KEY, consent: true, user: 'u1' })
//   foresale('track', { behavior: 'cart', item_id: 'sku-1', price: 9.9, currency: 'EUR' })
//   foresale('consent', true | false)      the shopper's answer; false also erases what is stored here
//   foresale('identify', 'u1')             the shopper has logged in; null: logged out, and who comes next is a new visitor
//
// Nothing is stored and nothing is sent before consent, nor ever under Do-Not-Track or Global Privacy Control.
// An event stays in the queue until a fetch has seen the server take it. A beacon shows no answer, so what it carried is sent once more from the
// next page; events have ids, so the server counts them once.
(function () {
  'use strict';
  var QUEUE = 'foresale.queue', VISITOR = 'foresale.visitor', SESSION = 'foresale.session';
  var MAX_QUEUED = 200, MAX_BATCH = 50, MAX_BYTES = 60000; // the browser allows 64 KiB of keepalive bodies
  var SESSION_MS = 30 * 60 * 1000, FLUSH_MS = 1000, MAX_BACKOFF_MS = 5 * 60 * 1000;
  var FIELDS = ['event_id', 'time', 'user_id', 'anonymous_id', 'session_id', 'behavior', 'item_id', 'category', 'brand', 'price', 'currency',
    'quantity', 'order_id', 'query', 'device', 'region', 'channel', 'detail', 'consent'];

  var settings = null, consent = null, user = null;
  var early = [];     // tracked before consent; never stored
  var memory = {};    // stands in for a localStorage that is full or forbidden
  var timer = null, busy = false, failures = 0, notBefore = 0, beaconed = '';

  function refusedByBrowser() {
    var n = window.navigator;
    return n.globalPrivacyControl === true || n.doNotTrack === '1' || n.doNotTrack === 'yes' || window.doNotTrack === '1';
  }

  function allowed() { return settings !== null && consent === true && !refusedByBrowser(); }

  function read(name) {
    if (Object.prototype.hasOwnProperty.call(memory, name)) return memory[name];
    try { return JSON.parse(window.localStorage.getItem(name)); } catch (e) { return null; }
  }

  function write(name, value) {
    try { window.localStorage.setItem(name, JSON.stringify(value)); delete memory[name]; } catch (e) { memory[name] = value; }
  }

  function forget(names) {
    names.forEach(function (name) {
      delete memory[name];
      try { window.localStorage.removeItem(name); } catch (e) { /* nothing is stored then */ }
    });
  }

  // Pages without https have no randomUUID.
  function uuid() {
    if (window.crypto.randomUUID) return window.crypto.randomUUID();
    var b = window.crypto.getRandomValues(new Uint8Array(16)), hex = '';
    b[6] = b[6] & 15 | 64; b[8] = b[8] & 63 | 128;
    for (var i = 0; i < 16; i++) hex += (i === 4 || i === 6 || i === 8 || i === 10 ? '-' : '') + (b[i] + 256).toString(16).slice(1);
    return hex;
  }

  function visitor() {
    var id = read(VISITOR);
    if (typeof id !== 'string') { id = uuid(); write(VISITOR, id); }
    return id;
  }

  function session(now) {
    var s = read(SESSION);
    if (!s || typeof s.id !== 'string' || !(now - s.last < SESSION_MS)) s = { id: uuid() };
    s.last = now;
    write(SESSION, s);
    return s.id;
  }

  function queue() {
    var q = read(QUEUE);
    return Array.isArray(q) ? q.filter(function (e) { return e && typeof e.event_id === 'string'; }) : [];
  }

  function enqueue(seen) {
    var event = {}, given = seen.event;
    given.session_id = given.session_id || session(seen.at);
    given.anonymous_id = given.anonymous_id || visitor();
    given.user_id = given.user_id || user;
    given.consent = true;
    FIELDS.forEach(function (f) { if (given[f] !== undefined && given[f] !== null) event[f] = given[f]; });
    var q = queue();
    q.push(event);
    write(QUEUE, q.slice(-MAX_QUEUED)); // here the newest stay: the shopper is still there
    if (q.length >= MAX_BATCH) flush(); else later(FLUSH_MS);
  }

  function track(given) {
    if (!given || typeof given !== 'object' || typeof given.behavior !== 'string' || refusedByBrowser() || consent === false) return;
    var now = Date.now(), event = {};
    FIELDS.forEach(function (f) { event[f] = given[f]; });
    event.event_id = event.event_id || uuid();
    event.time = event.time || new Date(now).toISOString();
    var seen = { event: event, at: now };
    if (allowed()) enqueue(seen); else early = early.concat(seen).slice(-MAX_QUEUED);
  }

  // A key in the address and a plain body make it a request that other origins need not ask leave for; a beacon could set no header anyway.
  function address() { return String(settings.url).replace(/\/+$/, '') + '/v1/events?key=' + encodeURIComponent(settings.key); }

  function nextBatch() {
    var ids = [], lines = [], bytes = 0, q = queue(), skipped = [];
    for (var i = 0; i < q.length && ids.length < MAX_BATCH; i++) {
      var line, size;
      try { line = JSON.stringify(q[i]) + '\n'; size = new Blob([line]).size; } catch (e) { size = Infinity; }
      if (size > MAX_BYTES) { skipped.push(q[i].event_id); continue; } // it could never be sent
      if (bytes + size > MAX_BYTES) break;
      ids.push(q[i].event_id); lines.push(line); bytes += size;
    }
    if (skipped.length) remove(skipped);
    return { ids: ids, body: lines.join('') };
  }

  // Read anew: another tab may have added events meanwhile.
  function remove(ids) {
    write(QUEUE, queue().filter(function (e) { return ids.indexOf(e.event_id) < 0; }));
  }

  function later(ms) {
    if (timer === null) timer = window.setTimeout(quietly(function () { timer = null; flush(); }), ms);
  }

  function failed(retryAfter) {
    var backoff = Math.random() * Math.min(MAX_BACKOFF_MS, FLUSH_MS * Math.pow(2, failures++));
    var wait = Math.max(backoff, Math.min(MAX_BACKOFF_MS, (Number(retryAfter) || 0) * 1000));
    notBefore = Date.now() + wait;
    later(wait);
  }

  function flush() {
    if (!allowed() || busy) return;
    if (Date.now() < notBefore) { later(notBefore - Date.now()); return; }
    var batch = nextBatch();
    if (batch.ids.length === 0) return;
    busy = true;
    var request = { method: 'POST', body: batch.body, keepalive: true, credentials: 'omit', referrerPolicy: 'no-referrer', headers: { 'Content-Type': 'text/plain' } };
    Promise.resolve()
      .then(function () { return window.fetch(address(), request); })
      .then(function (answer) {
        busy = false;
        var refused = answer.status >= 400 && answer.status < 500 && answer.status !== 408 && answer.status !== 429;
        if (!answer.ok && !refused) return failed(answer.headers.get('Retry-After'));
        failures = 0;
        if (consent === true) remove(batch.ids); // taken, or refused for good
        if (queue().length) later(FLUSH_MS);
      })
      .catch(function () { busy = false; failed(0); });
  }

  function leave() {
    if (!allowed()) return;
    var batch = nextBatch();
    if (batch.ids.length === 0 || batch.body === beaconed) return; // a page that closes is hidden first
    if (window.navigator.sendBeacon(address(), new Blob([batch.body], { type: 'text/plain' }))) beaconed = batch.body;
  }

  function agree(answer) {
    if (typeof answer === 'boolean') consent = answer;
    if (consent === false || refusedByBrowser()) { early = []; forget([QUEUE, VISITOR, SESSION]); return; }
    if (allowed()) { early.splice(0).forEach(enqueue); flush(); }
  }

  // Who comes after a logout may be another person at the same machine: as the old visitor, what they do would be the first one's.
  function identify(id) {
    if (user !== null && user !== (id || null)) forget([VISITOR, SESSION]);
    user = id || null;
  }

  var commands = {
    init: function (given) {
      if (!given || !given.url || !given.key) return;
      settings = { url: given.url, key: given.key };
      user = given.user || user;
      agree(given.consent);
    },
    track: track,
    consent: agree,
    identify: identify,
    flush: flush
  };

  function quietly(work) { return function () { try { return work.apply(null, arguments); } catch (e) { /* the page matters more */ } }; }

  var waiting = (window.foresale && window.foresale.q) || [];
  window.foresale = quietly(function (command, argument) {
    if (Object.prototype.hasOwnProperty.call(commands, command)) commands[command](argument);
  });
  for (var i = 0; i < waiting.length; i++) window.foresale.apply(null, waiting[i]);

  window.addEventListener('pagehide', quietly(leave));
  window.document.addEventListener('visibilitychange', quietly(function () { if (window.document.visibilityState === 'hidden') leave(); }));
  window.addEventListener('online', quietly(function () { notBefore = 0; flush(); }));
})();
