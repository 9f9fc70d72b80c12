// What the page does better with script than without: it never does anything that a form or link could not.
// No inline handlers, nothing evaluated, nothing stored but the pending search; safe under script-src 'self'.
(() => {
  'use strict';
  const find = (sel, root = document) => root.querySelector(sel);
  const all = (sel, root = document) => [...root.querySelectorAll(sel)];

  // Two things stop the work on a page: the branch server is lost, or nobody is signed in any more. The stream says
  // "beat" every ten seconds; two missed, or a server that cannot be reached, is the first. A 401 is the second.
  const live = find('#live');
  let last = Date.now();
  const cut = lost => {
    const banner = find('#cutoff');
    if (banner.hidden === !lost || (lost && !find('#signedout').hidden)) return;
    banner.hidden = !lost;
    all('button[type=submit]').forEach(b => { b.disabled = lost; });
  };
  const signedOut = out => {
    if (out) cut(false);
    find('#signedout').hidden = !out; // a form can still be sent: it is kept until somebody has signed in
  };
  const typed = () => all('main form[method=post] :is(input,textarea)').some(
    f => f.type !== 'hidden' && (f.value !== f.defaultValue || f.checked !== f.defaultChecked));
  if (live) {
    const stream = live.getAttribute('hx-sse:connect');
    const seen = status => status === 401 && signedOut(true);
    live.addEventListener('beat', () => { last = Date.now(); cut(false); });
    live.addEventListener('resync', () => { last = Date.now(); cut(false); signedOut(false); });
    live.addEventListener('htmx:sse:error', e => {
      if (e.detail.status) seen(e.detail.status);
      else if (e.detail.connection && e.detail.connection.attempt > 0) cut(true);
    });
    document.addEventListener('htmx:response:error', e => seen(e.detail.ctx.response.status));
    const again = async () => {
      if (find('#signedout').hidden || document.hidden) return;
      const stop = new AbortController();
      const ask = fetch(stream, { headers: { 'HX-Request': 'true' }, signal: stop.signal });
      await ask.then(r => { if (r.ok) signedOut(false); }, () => {});
      stop.abort();
    };
    setInterval(() => {
      if (!document.hidden && Date.now() - last > 25000) cut(true);
      again();
    }, 5000);
    document.addEventListener('visibilitychange', () => { last = Date.now(); again(); });
    // What was typed stays on this page, and signing in happens beside it; without, one comes back to where one was.
    find('#signedout a').addEventListener('click', e => {
      const to = new URL('/signin', location.href);
      if (typed()) e.target.target = '_blank';
      else to.searchParams.set('next', location.pathname + location.search);
      e.target.href = to;
    });
  }

  // Search as one types, but never in the middle of composing kana.
  let pending;
  document.addEventListener('input', e => {
    const field = e.target.closest('[data-search]');
    if (!field || e.isComposing) return;
    clearTimeout(pending);
    pending = setTimeout(() => field.dispatchEvent(new CustomEvent('search-go', { bubbles: true })), 200);
  });

  // A double press sends once; the command id makes a second one harmless, this only spares the wait.
  document.addEventListener('submit', e => {
    if (e.target.dataset.sent) { e.preventDefault(); return; }
    e.target.dataset.sent = '1';
    setTimeout(() => { delete e.target.dataset.sent; }, 3000);
  });
  // A time of day is typed as it comes to hand, 9, 905 or 9.05, and stands as 09:05.
  const asClock = typed => {
    const m = typed.normalize('NFKC').trim().match(/^(\d{1,2})(?:[:. ]?(\d{2}))?$/);
    return m ? m[1].padStart(2, '0') + ':' + (m[2] || '00') : typed;
  };
  document.addEventListener('change', e => {
    if (e.target.matches('[data-clock]')) e.target.value = asClock(e.target.value);
    if (e.target.matches('[data-go]')) e.target.form.requestSubmit();
    const said = e.target.type === 'date' && e.target.id && find(`output[for="${CSS.escape(e.target.id)}"]`);
    if (said) {
      const words = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: 'full', timeZone: 'UTC' });
      said.textContent = e.target.value ? words.format(new Date(e.target.value)) : '';
    }
  });

  // All blocks of one visit light up together.
  const light = (e, on) => {
    const block = e.target.closest && e.target.closest('.block');
    if (block) all(`.block[data-visit="${CSS.escape(block.dataset.visit)}"]`).forEach(b => b.classList.toggle('lit', on));
  };
  for (const [name, on] of [['mouseover', true], ['focusin', true], ['mouseout', false], ['focusout', false]]) {
    document.addEventListener(name, e => light(e, on));
  }

  // A click inside free time asks for the step under the pointer rather than for the beginning of the gap.
  const clock = m => String(Math.floor(m / 60)).padStart(2, '0') + ':' + String(m % 60).padStart(2, '0');
  document.addEventListener('click', e => {
    const gap = e.target.closest('.cal-gap');
    if (!gap || e.detail === 0) return;
    const cell = parseFloat(getComputedStyle(gap).getPropertyValue('--cell')) || 8;
    const step = Number(gap.closest('.cal').dataset.step) || 15;
    const from = Number(gap.dataset.from);
    const at = from + (e.clientY - gap.getBoundingClientRect().top) / cell * 5;
    const to = new URL(gap.href);
    to.searchParams.set('at', clock(Math.max(from, Math.floor(at / step) * step)));
    gap.href = to;
  });

  // The red line moves with the clock of the branch: the server says where it stood when the page was made.
  const born = Date.now();
  const moveNow = () => all('.cal-now').forEach(line => {
    const cell = Number(line.dataset.cell) + Math.floor((Date.now() - born) / 300000);
    line.className = `cal-now t${Math.min(cell, 287)}`;
  });
  setInterval(moveNow, 60000);
  const cal = find('.cal');
  const line = cal && find('.cal-now', cal);
  if (line) cal.scrollTop = Math.max(0, line.offsetTop - cal.clientHeight / 3);

  // Letters as shortcuts, by the key's place so that Cyrillic layouts work too; never while typing, and not at all where
  // this screen has switched them off.
  const keys = { KeyT: 't', KeyJ: 'j', KeyN: 'j', KeyK: 'k', KeyC: 'c', KeyD: 'd', KeyW: 'w', KeyL: 'l' };
  const places = { KeyC: '/calendar', KeyL: '/clients', KeyK: '/contracts', KeyS: '/settings', KeyH: '/sync' };
  let going = 0;
  document.addEventListener('keydown', e => {
    if (e.isComposing || e.ctrlKey || e.metaKey || e.altKey || document.body.dataset.keys === 'off') return;
    if (e.target.closest('input,select,textarea,[contenteditable],dialog')) return;
    const press = el => { if (el) { e.preventDefault(); el.click(); } };
    const after = Date.now() - going < 1500;
    going = 0;
    if (after && places[e.code]) return press(find(`.rail a[href="${places[e.code]}"]`));
    if (e.code === 'KeyG') { going = Date.now(); return; }
    if (e.key === '?' || (e.code === 'Slash' && e.shiftKey)) return press(find('[data-help]'));
    if (e.code === 'Slash') {
      const field = find('#search');
      if (field) { e.preventDefault(); field.focus(); }
      return;
    }
    if (e.code === 'KeyU') return press(find('#said form button') || find('[data-recent]'));
    if (keys[e.code]) press(find(`[data-key=${keys[e.code]}]`));
  });

  // After a refused form the reader is taken to what has to be mended.
  const summary = find('.summary[tabindex]');
  if (summary) summary.focus();
  const dialog = find('#dialog');
  document.addEventListener('htmx:after:swap', () => {
    if (dialog && dialog.childElementCount && !dialog.open) dialog.showModal();
  });
  if (dialog) dialog.addEventListener('close', () => dialog.replaceChildren()); // or the next swap would open it again
})();
