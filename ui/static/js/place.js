// A block of the calendar goes elsewhere on its day: dragged or stretched with mouse or pen, or in Move mode (M, then
// arrows and Enter; with a finger, a tap on free time). Both ways end in the same request; the server decides, and a
// block that may not go there returns. Touch never drags: a swipe scrolls.
(() => {
  'use strict';
  const find = (sel, root = document) => root.querySelector(sel);
  const all = (sel, root = document) => [...root.querySelectorAll(sel)];
  const calendar = () => find('.cal');
  if (!calendar()) return;

  const desk = window.bbDesk;
  const clock = m => String(Math.floor(m / 60)).padStart(2, '0') + ':' + String(m % 60).padStart(2, '0');
  const said = find('#said');
  const say = words => { said.textContent = words; };
  const rowsOf = block => block.closest('.cal-rows');
  const cell = () => parseFloat(getComputedStyle(calendar()).getPropertyValue('--cell')) || 8;
  const begins = rows => Number(rows.dataset.from);

  // What is on its way: the block, where it was, and where it would go.
  let moving = null;
  const lift = (block, how) => {
    const at = { rows: rowsOf(block), from: Number(block.dataset.from), to: Number(block.dataset.to) };
    moving = { block, how, was: { ...at }, at, look: block.className };
    block.classList.add('lifted');
    calendar().classList.add('placing');
  };
  const show = () => {
    const { block, at } = moving;
    const t = (at.from - begins(at.rows)) / 5, d = (at.to - at.from) / 5;
    block.className = block.className.replace(/\bt\d+ d\d+\b/, `t${t} d${d}`);
    if (rowsOf(block) !== at.rows) {
      const focused = document.activeElement === block;
      at.rows.append(block);
      if (focused) block.focus({ preventScroll: true });
    }
    find('time', block).textContent = clock(at.from);
  };
  const same = () => {
    const { at, was } = moving;
    return at.rows === was.rows && at.from === was.from && at.to === was.to;
  };
  const settle = () => {
    moving.block.classList.remove('lifted');
    calendar().classList.remove('placing');
    moving = null;
    find('#live').dispatchEvent(new CustomEvent('day')); // what came meanwhile was not let in
  };
  const back = () => {
    if (!moving.was.rows) { putBack(); return; }
    moving.at = { ...moving.was };
    show();
    settle();
  };

  // A visit on its way to another day waits on the pinboard while one looks for the day; its name there leads back.
  const pin = () => find('#pin');
  const unpin = () => {
    if (!pin()) return;
    pin().remove();
    const here = new URL(location.href);
    here.searchParams.delete('move');
    history.replaceState(null, '', here);
  };
  const putBack = () => { location = find('a[data-back]', pin()).href; };
  const elsewhere = key => {
    const link = find(`[data-key=${key}]`);
    if (!link) return;
    const to = new URL(link.href);
    to.searchParams.set('move', moving.block.dataset.visit);
    location = to;
  };
  const within = (rows, from, length) => Math.max(begins(rows), Math.min(from, Number(rows.dataset.to) - length));

  // The request, and what came of it.
  const send = async agreed => {
    const { block, at } = moving;
    const body = new URLSearchParams({
      block: block.dataset.n, seen: block.dataset.seen, practitioner: at.rows.dataset.col, on: at.rows.dataset.on, at: clock(at.from),
      length: at.to - at.from, ...(agreed && { agreed: 'yes' }),
    });
    moving.how = 'sent';
    let r;
    try {
      r = await desk.ask(block.href.split('?')[0] + '/place', { method: 'POST', body });
    } catch {
      back(); // the page says by itself that it has lost the server
      return;
    }
    if (r.ok) {
      settle();
      unpin();
      desk.say(r.part);
      return;
    }
    const wish = { ...at };
    back();
    desk.show(r.part);
    all('[data-agree]', find('#dialog')).forEach(b => b.addEventListener('click', () => {
      find('#dialog').close();
      lift(block, 'sent');
      moving.at = wish;
      show();
      send(true);
    }));
  };
  const drop = () => { if (same()) back(); else send(false); };

  // Nothing that arrives meanwhile tears a lifted block out of the hand.
  document.addEventListener('htmx:before:swap', e => { if (moving) e.preventDefault(); });

  // Mouse and pen.
  let press = null;
  document.addEventListener('pointerdown', e => {
    const block = e.target.closest && e.target.closest('.block[data-n]');
    if (!block || e.button !== 0 || e.pointerType === 'touch' || moving) return;
    const box = block.getBoundingClientRect();
    press = { block, x: e.clientX, y: e.clientY, grip: e.clientY - box.top, stretch: box.bottom - e.clientY < 8 && box.height > 20 };
  });
  document.addEventListener('pointermove', e => {
    if (!press) return;
    if (!moving) {
      if (Math.hypot(e.clientX - press.x, e.clientY - press.y) < 5) return;
      lift(press.block, 'pointer');
      press.block.setPointerCapture(e.pointerId);
    }
    const { at } = moving, snap = e.shiftKey ? 15 : 5;
    const edge = calendar().getBoundingClientRect();
    if (e.clientY > edge.bottom - 24) calendar().scrollTop += 12;
    else if (e.clientY < edge.top + 76) calendar().scrollTop -= 12;
    const column = all('.cal-rows[data-col]').find(r => {
      const b = r.getBoundingClientRect();
      return e.clientX >= b.left && e.clientX < b.right;
    });
    const rows = press.stretch ? at.rows : column || at.rows;
    const minute = y => begins(rows) + Math.round((y - rows.getBoundingClientRect().top) / cell() * 5 / snap) * snap;
    if (press.stretch) {
      at.to = Math.min(Math.max(at.from + 5, minute(e.clientY)), Number(rows.dataset.to));
    } else {
      const length = at.to - at.from;
      at.rows = rows;
      at.from = within(rows, minute(e.clientY - press.grip), length);
      at.to = at.from + length;
    }
    show();
    e.preventDefault();
  });
  const release = cancelled => () => {
    const pulled = press && moving;
    press = null;
    if (!pulled) return;
    const swallow = e => { e.preventDefault(); e.stopPropagation(); }; // the block is a link
    document.addEventListener('click', swallow, true);
    setTimeout(() => document.removeEventListener('click', swallow, true), 0);
    if (cancelled) back(); else drop();
  };
  document.addEventListener('pointerup', release(false));
  document.addEventListener('pointercancel', release(true));

  // Move mode.
  const tell = () => {
    const { at } = moving;
    const who = find('h2', at.rows.closest('.cal-col')).textContent;
    const over = all('.block', at.rows).filter(b => b !== moving.block && Number(b.dataset.from) < at.to && at.from < Number(b.dataset.to)).length;
    say(`${clock(at.from)}–${clock(at.to)}, ${who}` + (over ? ` · ${calendar().dataset.over.replace('0', over)}` : ''));
    moving.block.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  };
  const take = block => {
    lift(block, 'keys');
    block.focus({ preventScroll: true });
    say(calendar().dataset.moving);
    block.scrollIntoView({ block: 'center', inline: 'nearest' });
  };
  const columns = () => all('.cal-rows[data-col]');
  const step = (e, sign) => {
    const { at } = moving, by = (e.altKey ? 5 : 15) * sign;
    if (e.shiftKey) {
      at.to = Math.min(Math.max(at.from + 5, at.to + by), Number(at.rows.dataset.to));
    } else {
      const length = at.to - at.from;
      at.from = within(at.rows, at.from + by, length);
      at.to = at.from + length;
    }
  };
  const side = sign => {
    const list = columns(), next = list[list.indexOf(moving.at.rows) + sign];
    if (next) moving.at.rows = next;
  };
  const keys = {
    ArrowUp: e => step(e, -1), ArrowDown: e => step(e, 1), ArrowLeft: () => side(-1), ArrowRight: () => side(1),
  };
  const days = { BracketLeft: 'k', PageUp: 'k', BracketRight: 'j', PageDown: 'j' };
  document.addEventListener('keydown', e => {
    if (e.isComposing || e.ctrlKey || e.metaKey) return;
    if (!moving) {
      const block = e.code === 'KeyM' && document.body.dataset.keys !== 'off' && e.target.closest && e.target.closest('.block[data-n]');
      if (block) { e.preventDefault(); e.stopPropagation(); take(block); }
      return;
    }
    if (moving.how === 'sent') return;
    if (e.code === 'Escape') { e.preventDefault(); press = null; back(); say(''); return; }
    if (moving.how !== 'keys') return;
    if (e.code === 'Enter') { e.preventDefault(); e.stopPropagation(); drop(); return; }
    if (days[e.code]) { e.preventDefault(); e.stopPropagation(); elsewhere(days[e.code]); return; }
    const go = keys[e.code];
    if (go) { e.preventDefault(); e.stopPropagation(); go(e); show(); tell(); }
  }, true);
  // In Move mode a press on free time puts the block there, with a finger as with a mouse.
  document.addEventListener('click', e => {
    if (!moving || moving.how !== 'keys') return;
    const rows = e.target.closest && e.target.closest('.cal-rows[data-col]');
    if (!rows) return;
    e.preventDefault();
    e.stopPropagation();
    const snap = Number(calendar().dataset.step) || 15, { at } = moving, length = at.to - at.from;
    const minute = begins(rows) + Math.floor((e.clientY - rows.getBoundingClientRect().top) / cell() * 5 / snap) * snap;
    at.rows = rows;
    at.from = within(rows, minute, length);
    at.to = at.from + length;
    show();
    drop();
  }, true);

  // Another day that is chosen meanwhile, by mouse or finger as by key, takes the visit along.
  document.addEventListener('click', e => {
    const link = moving && moving.how === 'keys' && e.target.closest && e.target.closest('.dayhead [data-key=j],.dayhead [data-key=k],.dayhead [data-key=t],.month td a');
    if (!link) return;
    const to = new URL(link.href);
    to.searchParams.set('move', moving.block.dataset.visit);
    link.href = to;
  }, true);

  // A visit's page sends here to be placed; from another day it comes by the pinboard.
  const wanted = new URLSearchParams(location.search).get('move');
  const asked = wanted && find(`.block[data-n][data-visit="${CSS.escape(wanted)}"]`);
  const carried = pin() && find('.block', pin());
  if (carried) {
    const rows = columns().find(r => r.dataset.col === carried.dataset.col) || columns()[0];
    const from = Number(carried.dataset.from), to = Number(carried.dataset.to);
    if (rows) {
      moving = { block: carried, how: 'keys', was: {}, at: { rows, from: within(rows, from, to - from), to: 0 } };
      moving.at.to = moving.at.from + to - from;
      carried.classList.add('lifted');
      calendar().classList.add('placing');
      show();
      carried.focus({ preventScroll: true });
      carried.scrollIntoView({ block: 'center', inline: 'nearest' });
      say(calendar().dataset.moving);
    }
  } else if (asked) take(asked);
})();
