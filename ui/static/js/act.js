// What is done on the calendar without leaving it: a visit's card beside its block, a small form for a free place, a
// walk over blocks with the arrows, and the letters. All of it ends in the same links and forms as without script.
(() => {
  'use strict';
  const find = (sel, root = document) => root.querySelector(sel);
  const all = (sel, root = document) => [...root.querySelectorAll(sel)];
  const said = find('#said'), dialog = find('#dialog');
  const calendar = () => find('.cal');
  const muted = () => document.body.dataset.keys === 'off';

  // The answer to a request of this script, as a part of a page.
  const ask = async (to, options = {}) => {
    const answer = await fetch(to, { headers: { 'HX-Request': 'true' }, signal: AbortSignal.timeout(15000), ...options });
    const part = new DOMParser().parseFromString(await answer.text(), 'text/html').body;
    if (answer.status === 401) find('#signedout').hidden = false;
    return { ok: answer.ok, refused: answer.status === 422 || answer.status === 409, part };
  };

  // What was done is said beneath the page, long enough to take it back.
  let gone;
  const say = part => {
    said.replaceChildren(...part.childNodes);
    clearTimeout(gone);
    gone = setTimeout(() => { if (!said.contains(document.activeElement)) said.replaceChildren(); }, 15000);
  };

  // The dialog: where something is asked, near the place that it is about if one is given.
  const show = (part, near) => {
    dialog.replaceChildren(...part.childNodes);
    dialog.classList.toggle('near', !!near);
    if (!dialog.open) dialog.showModal();
    if (near && innerWidth > 700) {
      dialog.style.left = Math.max(12, Math.min(near.x, innerWidth - dialog.offsetWidth - 12)) + 'px';
      const top = Math.max(12, Math.min(near.y, innerHeight - Math.max(dialog.offsetHeight, 640) - 12)); // it grows
      dialog.style.top = top + 'px';
      dialog.style.maxHeight = innerHeight - top - 12 + 'px';
    }
    if (window.htmx) window.htmx.process(dialog);
    const title = find('h2', dialog);
    if (title) title.tabIndex = -1;
    const first = find('.summary[tabindex]', dialog) || find('input[type=search]', dialog) || title;
    if (first) first.focus();
  };
  document.addEventListener('click', e => {
    if (e.target.closest('#dialog [data-close]')) dialog.close();
    all('.popdown[open]').forEach(p => { if (!p.contains(e.target)) p.open = false; });
  });
  if (dialog) dialog.addEventListener('close', () => { dialog.classList.remove('near'); dialog.style.left = dialog.style.top = dialog.style.maxHeight = ''; });

  // An answer that is a page of its own, say that one may not do this, is shown by what it says.
  const fault = part => {
    const lines = all('h1, h1 ~ p', part).map(x => Object.assign(document.createElement('p'), { textContent: x.textContent }));
    if (!lines.length) return;
    const close = Object.assign(document.createElement('button'), { className: 'button', textContent: dialog.dataset.close });
    close.dataset.close = '';
    const panel = Object.assign(document.createElement('div'), { className: 'panel' });
    panel.append(...lines, close);
    const body = document.createElement('div');
    body.append(panel);
    show(body);
  };

  // The day is fetched again after a change of one's own, without waiting for the stream; then the visit has the focus.
  let wanted;
  const refresh = visit => {
    wanted = visit;
    find('#live').dispatchEvent(new CustomEvent('day'));
    for (const later of [100, 600, 1500]) setTimeout(settle, later); // the stream may have been faster
  };
  const settle = () => {
    const block = wanted && find(`.block[data-visit="${CSS.escape(wanted)}"]`);
    if (block && !dialog.open && !block.closest('.cal.placing')) { wanted = null; block.focus({ preventScroll: true }); block.scrollIntoView({ block: 'nearest' }); }
  };

  // Forms within card, dialog and notice are sent from here.
  document.addEventListener('submit', async e => {
    const form = e.target, by = e.submitter;
    if (!form.closest('#card, #dialog, #said') || form.method !== 'post' || (by && by.hasAttribute('formaction'))) return;
    e.preventDefault();
    const small = form.closest('#dialog');
    let r;
    try {
      r = await ask(form.action, { method: 'POST', body: new URLSearchParams(new FormData(form, by)) });
    } catch {
      return; // the page says by itself that it has lost the server
    } finally {
      delete form.dataset.sent;
    }
    if (r.refused) { hideCard(); show(r.part, small && dialog.classList.contains('near') && { x: dialog.offsetLeft, y: dialog.offsetTop }); return; }
    hideCard();
    if (!r.ok) { fault(r.part); return; }
    if (dialog.open) dialog.close();
    const about = find('[data-about]', r.part);
    say(r.part);
    refresh(about && about.dataset.about);
  });

  if (!calendar()) {
    window.bbDesk = { ask, say, show };
    return;
  }

  // A visit's card.
  const card = document.createElement('aside');
  card.id = 'card';
  card.hidden = true;
  card.setAttribute('aria-label', calendar().dataset.card);
  document.body.append(card);
  let over, of, asked;
  const hideCard = () => { clearTimeout(over); card.hidden = true; of = null; asked = null; };
  const placeCard = block => {
    const b = block.getBoundingClientRect(), w = card.offsetWidth, h = card.offsetHeight;
    card.style.left = (b.right + w + 16 < innerWidth ? b.right + 6 : Math.max(8, b.left - w - 6)) + 'px';
    card.style.top = Math.max(8, Math.min(b.top, innerHeight - h - 8)) + 'px';
  };
  const showCard = async (block, focus) => {
    const visit = asked = block.dataset.visit;
    let r;
    try { r = await ask(block.href.split('?')[0] + '/card'); } catch { return; }
    if (!r.ok || asked !== visit || calendar().classList.contains('placing')) return;
    card.replaceChildren(...r.part.childNodes);
    of = block;
    card.hidden = false;
    placeCard(block);
    if (focus) (find('form button, a', card) || card).focus();
  };
  const backFromCard = () => {
    const visit = of && of.dataset.visit, had = card.contains(document.activeElement);
    hideCard();
    const block = had && visit && find(`.block[data-visit="${CSS.escape(visit)}"]`);
    if (block) block.focus();
  };
  document.addEventListener('pointerover', e => {
    if (e.pointerType !== 'mouse' || e.buttons || dialog.open) return;
    const block = e.target.closest('.block[data-visit]');
    clearTimeout(over);
    if (e.target.closest('#card')) return;
    if (block && of && block.dataset.visit === of.dataset.visit) return;
    over = setTimeout(() => {
      if (block) showCard(block, false);
      else if (!card.contains(document.activeElement)) hideCard();
    }, block ? 450 : 300);
  });
  document.addEventListener('pointerdown', e => { if (!e.target.closest('#card')) hideCard(); });
  document.addEventListener('scroll', e => { if (!card.hidden && !card.contains(e.target)) hideCard(); }, true);

  // A free place: the small form, where script may ask for it.
  const book = async (gap, near) => {
    const to = new URL(gap.href);
    to.searchParams.set('small', 'yes');
    let r;
    try { r = await ask(to); } catch { return; }
    if (r.ok) show(r.part, near);
    else location = gap.href;
  };
  document.addEventListener('click', e => {
    const gap = e.target.closest && e.target.closest('.cal-gap');
    if (!gap || e.defaultPrevented || e.ctrlKey || e.metaKey || e.shiftKey) return;
    e.preventDefault();
    const box = gap.getBoundingClientRect();
    book(gap, e.detail === 0 ? { x: box.left + 24, y: Math.max(box.top, 80) } : { x: e.clientX + 12, y: e.clientY - 60 });
  });

  // One block or gap can be tabbed to; from it the arrows walk. What was reached stays so when the day is fetched again.
  let at = null;
  const items = col => all('.block, .cal-gap', col);
  const name = el => el.dataset.visit ? el.dataset.visit + '/' + (el.dataset.n || '') : el.getAttribute('href');
  const rove = el => {
    all('.cal .block, .cal .cal-gap').forEach(x => { x.tabIndex = -1; });
    if (el) { el.tabIndex = 0; at = name(el); }
  };
  const home = () => {
    const list = all('.cal .block, .cal .cal-gap'), held = document.activeElement, same = list.find(x => name(x) === at);
    if (same && same !== held && list.includes(held)) same.focus({ preventScroll: true }); // the day moved under the focus
    rove(list.find(x => name(x) === at) || list.find(x => !x.matches('[data-past]')) || list[0]);
  };
  document.addEventListener('focusin', e => { if (e.target.matches('.cal .block, .cal .cal-gap')) rove(e.target); });
  document.addEventListener('htmx:after:swap', () => { home(); settle(); });
  home();
  const walk = {
    ArrowDown: (list, i) => list[i + 1], ArrowUp: (list, i) => list[i - 1],
    Home: list => list[0], End: list => list[list.length - 1],
  };
  const beside = (el, sign) => {
    const cols = all('.cal-col'), mid = el.getBoundingClientRect().top;
    for (let c = cols.indexOf(el.closest('.cal-col')) + sign; c >= 0 && c < cols.length; c += sign) {
      const list = items(cols[c]);
      if (list.length) return list.reduce((a, b) => Math.abs(a.getBoundingClientRect().top - mid) <= Math.abs(b.getBoundingClientRect().top - mid) ? a : b);
    }
    return null;
  };
  const step = e => {
    const el = e.target.closest('.cal .block, .cal .cal-gap');
    if (!el || e.shiftKey || e.altKey) return false;
    const list = items(el.closest('.cal-col'));
    const to = e.code === 'ArrowLeft' ? beside(el, -1) : e.code === 'ArrowRight' ? beside(el, 1)
      : e.ctrlKey && e.code === 'Home' ? find('.cal .block, .cal .cal-gap') : walk[e.code] && walk[e.code](list, list.indexOf(el));
    if (to) { to.focus(); to.scrollIntoView({ block: 'nearest', inline: 'nearest' }); }
    return e.code.startsWith('Arrow') || !!to;
  };

  // Letters on a block: by the key's place, so that Cyrillic layouts work too.
  const arrive = async block => {
    let r;
    try { r = await ask(block.href.split('?')[0] + '/card'); } catch { return; }
    const form = r.ok && find('form[action$="/arrival"]', r.part);
    if (!form) { showCard(block, true); return; }
    card.replaceChildren(document.adoptNode(form));
    find('form', card).requestSubmit();
  };
  document.addEventListener('keydown', e => {
    if (e.isComposing || e.metaKey || calendar().classList.contains('placing')) return;
    if (e.code === 'Escape' && !card.hidden) { e.preventDefault(); backFromCard(); return; }
    if (card.contains(e.target) && (e.code === 'ArrowDown' || e.code === 'ArrowUp') && !e.target.matches('input,select,textarea')) {
      const list = all('a[href],button,summary,select,input', card).filter(x => x.checkVisibility());
      const to = list[list.indexOf(e.target) + (e.code === 'ArrowDown' ? 1 : -1)];
      if (to) { e.preventDefault(); to.focus(); }
      return;
    }
    if (e.target.closest('input,select,textarea')) return;
    if (step(e)) { e.preventDefault(); return; }
    if (muted() || e.ctrlKey || e.altKey) return;
    const block = e.target.closest('.block[data-visit]'), gap = e.target.closest('.cal-gap');
    const act = block ? { KeyS: () => showCard(block, true), KeyA: () => arrive(block) }[e.code] : gap && e.code === 'KeyC' && (() => gap.click());
    if (act) { e.preventDefault(); e.stopPropagation(); act(); }
  }, true);

  window.bbDesk = { ask, say, show };
})();
