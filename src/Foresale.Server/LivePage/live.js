'use strict';
// Reads who is in the shop once a second. The key comes behind the # of the address, which browsers send to nobody, or from the form; it stays in this tab.
(function () {
  const place = 'foresale.key', pause = 1000;
  const at = id => document.getElementById(id);
  const given = new URLSearchParams(location.hash.slice(1)).get('key');
  if (given) {
    sessionStorage.setItem(place, given);
    history.replaceState(null, '', location.pathname); // neither in the history nor on a shared screen
  }

  function say(text, isFault) {
    at('state').textContent = text;
    at('state').classList.toggle('fault', Boolean(isFault));
  }

  function ask(why) {
    sessionStorage.removeItem(place);
    at('ask').hidden = false;
    at('table').hidden = true;
    say(why, false);
    at('key').focus();
  }

  function element(tag, kind, text) {
    const made = document.createElement(tag);
    made.className = kind;
    if (text !== undefined) made.textContent = text;
    return made;
  }

  function ago(milliseconds) {
    const seconds = Math.max(0, Math.round(milliseconds / 1000));
    return seconds < 60 ? seconds + ' s ago' : seconds < 3600 ? Math.floor(seconds / 60) + ' min ago' : Math.floor(seconds / 3600) + ' h ago';
  }

  const rows = new Map(); // a row a shopper, kept, so that its bar moves and does not jump

  function make() {
    const row = element('tr', '');
    const parts = { row, shopper: element('td', 'shopper'), scale: element('td', 'scale'), did: element('td', 'did'), next: element('td', 'next quiet'), stake: element('td', 'stake number'), seen: element('td', 'seen number quiet') };
    const intent = element('div', 'intent'), track = element('div', 'track');
    parts.bar = element('div', 'bar');
    parts.share = element('span', 'share');
    parts.band = element('span', 'band');
    parts.deed = element('span', 'deed');
    parts.item = element('span', 'quiet');
    track.append(parts.bar);
    intent.append(track, parts.share, parts.band);
    parts.scale.append(intent);
    parts.did.append(parts.deed, ' ', parts.item);
    row.append(parts.shopper, parts.scale, parts.did, parts.next, parts.stake, parts.seen);
    return parts;
  }

  function show(answer) {
    const now = Date.parse(answer.now), shown = new Set();
    const most = Math.max(...answer.shoppers.map(s => s.intent)); // of 3 % and 9 % one sees more where the bars fill the column
    for (const s of answer.shoppers) {
      if (!rows.has(s.user_id)) rows.set(s.user_id, make());
      const parts = rows.get(s.user_id);
      shown.add(s.user_id);
      parts.row.className = s.band + (s.behavior === 'purchase' ? ' bought' : '');
      parts.shopper.textContent = s.user_id;
      parts.shopper.title = s.user_id;
      parts.bar.style.width = (100 * s.intent / most).toFixed(1) + '%';
      parts.share.textContent = (100 * s.intent).toFixed(1) + ' %';
      parts.band.textContent = s.band.replace('_', ' ');
      parts.deed.textContent = s.behavior;
      parts.item.textContent = s.item_id || '';
      parts.next.textContent = s.next || '';
      parts.stake.textContent = typeof s.value === 'number' ? s.value.toFixed(2) + (s.currency ? ' ' + s.currency : '') : '';
      parts.seen.textContent = ago(now - Date.parse(s.time));
      at('rows').append(parts.row); // in the order of the answer
    }

    for (const [name, parts] of rows) {
      if (!shown.has(name)) {
        parts.row.remove();
        rows.delete(name);
      }
    }

    at('ask').hidden = true;
    at('table').hidden = answer.shoppers.length === 0;
    say(answer.shoppers.length === 0 ? 'No events yet.' : 'live', false);
  }

  async function read(path) {
    const answer = await fetch(path, { headers: { Authorization: 'Bearer ' + sessionStorage.getItem(place) }, cache: 'no-store' });
    if (answer.status === 401 || answer.status === 403) {
      ask('This key opens nothing here.');
      return null;
    }

    if (!answer.ok) throw new Error(answer.status === 503 ? 'The server is starting.' : 'The server answers ' + answer.status + '.');
    return answer.json();
  }

  let about = false;
  async function look() {
    try {
      if (sessionStorage.getItem(place)) {
        const active = await read('/v1/intent/active?limit=20');
        if (active) show(active);
        if (active && !about) {
          const model = await read('/v1/model');
          about = Boolean(model);
          if (model) at('about').textContent = 'Target: ' + model.target + '. Of the training rows ' + (100 * model.base_rate).toFixed(1) + ' % bought. Model ' + model.model + '.';
        }
      }
    } catch (fault) {
      say(fault instanceof TypeError ? 'The server does not answer.' : fault.message, true);
    }

    setTimeout(look, pause);
  }

  at('ask').addEventListener('submit', event => {
    event.preventDefault();
    sessionStorage.setItem(place, at('key').value.trim());
    at('key').value = '';
    say('Reading.', false);
  });
  if (!sessionStorage.getItem(place)) ask('');
  look();
})();
