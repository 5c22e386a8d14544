// What `coach serve` keeps on a device without a connection, in Chromium: the browser is offline, the server is killed,
// the server never answers, the sign-in ends, another coach signs in, three tabs send, a button is clicked twice.
// Every session has to arrive once, with the day on which it was typed.
// `tests/browser.sh` calls it with the browser, coach and the folder of a journal.
const { execFileSync, spawn } = require('child_process');
const fs = require('fs');
const path = require('path');
const { chromium } = require('playwright-core');

const [executablePath, coach, journal] = process.argv.slice(2);
const state = path.join(process.env.XDG_DATA_HOME, 'coach/serve');
const port = 7391;
const address = `http://127.0.0.1:${port}`;
const faults = [];
let step = '';
const expect = (is, what) => is || faults.push(`${step}: ${what}`);
const run = (...words) => execFileSync(coach, ['--journal', journal, ...words], { encoding: 'utf8' });
const sessions = (note) => JSON.parse(run('list', 'sessions', '--json')).filter(({ id }) => run('show', id).includes(note));

// The server, and the code that it printed.
let server;
async function start(today = '2026-11-20') {
    server = spawn(coach, ['--journal', journal, 'serve', '--port', port], { env: { ...process.env, COACH_TODAY: today } });
    let out = '';
    server.stdout.on('data', (text) => { out += text; });
    for (let wait = 0; wait < 100 && !/^code/m.test(out); wait += 1) await new Promise((resolve) => setTimeout(resolve, 100));
    return out.match(/^code\s+(\S+)/m)[1];
}
async function kill() {
    const ended = new Promise((resolve) => server.on('exit', resolve));
    server.kill('SIGKILL');
    await ended;
}

// A browser of its own, on a Friday. Console errors are faults, but not those about the connection.
async function device(browser, code, more = {}) {
    const context = await browser.newContext(more);
    await context.clock.install({ time: new Date(more.now || '2026-11-20T09:00:00Z') });
    context.on('console', (message) => {
        const text = message.text();
        const expected = /net::ERR|status of (4|5)\d\d|Failed to fetch/.test(text);
        if (message.type() === 'error' && !expected) faults.push(`${step}: ${text}`);
    });
    context.on('weberror', (error) => faults.push(`${step}: ${error.error()}`));
    const page = await context.newPage();
    if (code) {
        await page.goto(`${address}/enter#${code}`);
        await page.waitForURL('**/due**');
        await page.evaluate(() => navigator.serviceWorker && navigator.serviceWorker.ready.then(() => {}));
    }
    return { context, page };
}
async function type(page, note, more = {}) {
    await page.fill('#who', 'ana');
    await page.fill('#length', '45m');
    await page.fill('#note', note);
    for (const [name, value] of Object.entries(more)) await page.fill(`input[name=${name}] >> nth=0`, value);
}
const save = (page) => page.click('text=Save the session');
const waits = (page, words) => page.waitForSelector(`#outbox:not([hidden]):has-text("${words}")`, { timeout: 30000 });
// Waits until the outbox is empty.
const left = () => new Promise((resolve) => {
    indexedDB.open('coach').onsuccess = ({ target: { result } }) => {
        result.transaction('outbox').objectStore('outbox').count().onsuccess = ({ target }) => {
            result.close();
            resolve(target.result === 0);
        };
    };
});
async function sent(page) {
    const until = Date.now() + 30000;
    while (!await page.evaluate(left).catch(() => false)) {
        if (Date.now() > until) throw new Error('the outbox is not empty');
        await new Promise((resolve) => setTimeout(resolve, 100));
    }
}
// Opens the log page within four seconds, although coach does not answer.
async function openLog(page) {
    const began = Date.now();
    await page.goto(`${address}/log`, { timeout: 20000 });
    await page.waitForSelector('text=No answer from coach');
    expect(Date.now() - began < 4000, `/log took ${Date.now() - began} ms`);
}
function once(note, count = 1) {
    const found = sessions(note);
    expect(found.length === count, `${found.length} sessions instead of ${count}: ${note}`);
    return found[0] || {};
}

async function offline({ context, page }) {
    step = 'offline';
    await context.setOffline(true);
    await openLog(page);
    await type(page, 'Typed in flight mode', { action: 'Rewrite the script by friday' });
    await save(page);
    await waits(page, '1 entry waits');
    await page.goto(`${address}/waiting`);
    const shown = await page.locator('#waiting textarea').inputValue();
    expect(/Who: ana/.test(shown) && /Note: Typed in flight mode/.test(shown), `the text is ${shown}`);
    await context.setOffline(false);
    await sent(page);
    once('Typed in flight mode');
}
async function dead({ page }) {
    step = 'dead server';
    await page.goto(`${address}/log`);
    await kill();
    // The page was open before, and then it is opened again.
    await type(page, 'Typed into an open page');
    await save(page);
    await waits(page, '1 entry waits');
    await openLog(page);
    await type(page, 'Typed beside a dead server');
    await save(page);
    await waits(page, '2 entries wait');
    await start();
    await page.goto(`${address}/due`);
    await sent(page);
    once('Typed into an open page');
    once('Typed beside a dead server');
}
async function silent({ page }) {
    step = 'server that never answers';
    server.kill('SIGSTOP');
    await openLog(page);
    await type(page, 'Typed beside a silent server');
    await save(page);
    await page.waitForSelector('text=Kept on this device');
    await page.clock.fastForward(11000);
    await waits(page, '1 entry waits');
    server.kill('SIGCONT');
    await page.goto(`${address}/due`);
    await sent(page);
    once('Typed beside a silent server');
}
// The server saves, and dies before its answer arrives.
async function lost({ page }) {
    step = 'lost answer';
    await page.goto(`${address}/log`);
    await type(page, 'Saved without an answer');
    await page.route('**/log?sent=*', async (route) => {
        await route.fetch({ maxRedirects: 0 });
        await route.abort();
    });
    await save(page);
    await waits(page, '1 entry waits');
    await page.unroute('**/log?sent=*');
    await kill();
    await start();
    await page.goto(`${address}/due`);
    await sent(page);
    once('Saved without an answer');
}
async function revoked({ page }, other) {
    step = 'revoked sign-in';
    const listed = run('serve', 'devices').split('\n').map((line) => line.split(/\s+/)[0]);
    await other.page.goto(`${address}/me`);
    const own = await other.page.locator('form[action*="/me/devices/"]').last().getAttribute('action');
    await page.goto(`${address}/log`);
    await type(page, 'Typed after the sign-in ended');
    run('serve', 'revoke', own.split('/')[3]);
    expect(listed.includes(own.split('/')[3]), 'the device is not in the list');
    await save(page);
    await page.waitForSelector('text=You are signed out');
    once('Typed after the sign-in ended', 0);
    await other.page.click('text=Make a code');
    const code = await other.page.locator('.code code').textContent();
    await page.goto(`${address}/enter#${code}`);
    await page.waitForURL('**/due**');
    await sent(page);
    once('Typed after the sign-in ended');
}
async function otherCoach({ page }) {
    step = 'two coaches';
    const file = path.join(state, 'devices.toml');
    const devices = fs.readFileSync(file, 'utf8');
    await page.goto(`${address}/log`);
    await type(page, 'For nobody but jo');
    fs.writeFileSync(file, devices.replaceAll('coach = "jo"', 'coach = "kim"'));
    // The page is jo's, and the device is kim's.
    await save(page);
    await page.waitForSelector('text=You are signed out');
    await page.goto(`${address}/waiting`);
    await page.waitForSelector('text=1 of another coach');
    expect(!(await page.content()).includes('nobody but jo'), 'kim reads what jo typed');
    expect(await page.locator('textarea').count() === 0, 'kim sees a session of jo');
    once('For nobody but jo', 0);
    fs.writeFileSync(file, devices);
    await page.goto(`${address}/due`);
    await sent(page);
    once('For nobody but jo');
}
async function tabs({ context, page }) {
    step = 'three tabs';
    const all = [page, await context.newPage(), await context.newPage()];
    for (const tab of all) await tab.goto(`${address}/log`);
    await context.setOffline(true);
    for (const [number, tab] of all.entries()) {
        await type(tab, `From tab ${number}`);
        await save(tab);
        await waits(tab, number ? `${number + 1} entries wait` : '1 entry waits');
    }
    // The tabs take turns, so that none sends what another one has sent.
    let posts = 0;
    context.on('request', (request) => { posts += request.method() === 'POST'; });
    await context.setOffline(false);
    for (const tab of all) await sent(tab);
    expect(posts === 3, `${posts} requests for 3 sessions`);
    for (const number of all.keys()) once(`From tab ${number}`);
    await all[1].close();
    await all[2].close();
}
async function twice({ page }) {
    step = 'double click';
    await page.goto(`${address}/log`);
    await type(page, 'Clicked twice');
    await page.dblclick('text=Save the session');
    await page.waitForURL('**/session/**');
    once('Clicked twice');
    // A second session with the same words is another session.
    await page.goto(`${address}/log`);
    expect(await page.inputValue('#note') === '', 'the form has the words of a saved session');
}
async function halfTyped({ page }) {
    step = 'half typed';
    await page.goto(`${address}/log`);
    await type(page, 'Half a sentence', { action: 'One' });
    await page.click('button[value=action]');
    await page.keyboard.type('Two');
    await page.click('button[value=action]');
    await page.keyboard.type('Three');
    await page.reload();
    expect(await page.inputValue('#note') === 'Half a sentence', 'the note is gone');
    const actions = await page.locator('input[name=action]').evaluateAll((all) => all.map(({ value }) => value));
    expect(actions.filter(Boolean).join() === 'One,Two,Three', `the actions are ${actions}`);
    await page.click('text=Start empty');
    await page.waitForFunction(() => document.querySelector('#note').value === '');
}
async function question({ page }) {
    step = 'question';
    await page.goto(`${address}/log`);
    await kill();
    await type(page, 'With somebody new');
    await page.fill('#who', 'newcomer');
    await save(page);
    await waits(page, '1 entry waits');
    await start();
    await page.goto(`${address}/due`);
    await waits(page, 'coach has a question');
    await page.click('text=See what waits');
    await page.click('text=Answer the question');
    await page.waitForSelector('text=as a new person');
    await page.check('input[name=new]');
    await save(page);
    await page.waitForURL('**/session/**');
    await sent(page);
    once('With somebody new');
}
async function answers({ page }) {
    step = 'answer';
    await page.goto(`${address}/due?all`);
    const item = await page.locator('.what a').first().getAttribute('href');
    await page.goto(address + item);
    await kill();
    await page.fill('#done-result', 'Two of them did');
    await page.click('button.main:has-text("Done") >> nth=0');
    await waits(page, '1 entry waits');
    await start();
    await page.goto(`${address}/due`);
    await sent(page);
    expect(run('show', item.split('/')[2]).includes('Two of them did'), 'the answer is not there');
}
// Days in words are those of the device, also when the server reads them on Monday.
async function days(browser, code) {
    for (const [timezoneId, now, by, day, due] of [
        ['Pacific/Auckland', '2026-11-20T22:00:00Z', 'monday', '2026-11-21', '2026-11-23'],
        ['Pacific/Honolulu', '2026-11-20T04:00:00Z', 'friday', '2026-11-19', '2026-11-20'],
    ]) {
        step = timezoneId;
        await start('2026-11-20');
        const { context, page } = await device(browser, null, { timezoneId, now });
        await context.addCookies(code);
        await page.goto(`${address}/log`);
        await page.evaluate(() => navigator.serviceWorker.ready.then(() => {}));
        await kill();
        await openLog(page);
        await type(page, `Typed in ${timezoneId}`, { action: `Call Kim by ${by}` });
        await save(page);
        await waits(page, '1 entry waits');
        await start('2026-11-23');
        await page.clock.setSystemTime(new Date(new Date(now).getTime() + 3 * 86400000));
        await page.goto(`${address}/due`);
        await sent(page);
        const session = once(`Typed in ${timezoneId}`);
        expect(session.date === day, `the session is of ${session.date}`);
        expect(session.actions?.[0]?.due === due, `the action is due ${session.actions?.[0]?.due}`);
        await context.close();
        await kill();
    }
}
// What the browser keeps of all pages.
async function caches_({ page }) {
    step = 'Cache Storage';
    for (const where of ['/due?all', '/log?who=ana', '/people', '/people/ana', '/people/ana/plan', '/reports?report=overview', '/me'])
        await page.goto(address + where);
    const kept = await page.evaluate(async () => {
        const found = {};
        for (const name of await caches.keys()) {
            const cache = await caches.open(name);
            for (const request of await cache.keys()) found[new URL(request.url).pathname] = await (await cache.match(request)).text();
        }
        return found;
    });
    const paths = Object.keys(kept).sort().join();
    expect(paths === '/offline,/static/coach.js,/static/icon.svg,/static/style.css', `it has ${paths}`);
    for (const words of ['ana', 'jo', 'Typed', 'script the'])
        expect(!new RegExp(`\\b${words}\\b`).test(kept['/offline'].replace('such as ana', '')), `it has "${words}"`);
}
// A browser without a service worker and without locks, as at an address without https.
async function bare(browser, cookies) {
    step = 'no worker';
    await start();
    const { context, page } = await device(browser);
    await context.addInitScript(() => {
        Object.defineProperty(Navigator.prototype, 'serviceWorker', { value: undefined });
        Object.defineProperty(Navigator.prototype, 'locks', { value: undefined });
    });
    await context.addCookies(cookies);
    await page.goto(`${address}/log`);
    await page.waitForSelector('text=only with a connection');
    await context.setOffline(true);
    await type(page, 'Typed without a worker');
    await save(page);
    await waits(page, '1 entry waits');
    await context.setOffline(false);
    await sent(page);
    once('Typed without a worker');
    await context.close();
    await kill();
}
async function share({ context, page }) {
    step = 'share';
    await context.addInitScript(() => {
        Object.defineProperty(Navigator.prototype, 'share', { value: async (what) => { window.shared = what; } });
    });
    await page.goto(`${address}/people/ana/plan`);
    await page.click('#share');
    const shared = await page.evaluate(() => window.shared);
    expect(/ana/i.test(shared.title) && shared.text.includes('\n'), `shared ${JSON.stringify(shared)}`);
}
async function signOut({ page }, other) {
    step = 'sign-out';
    await page.goto(`${address}/log`);
    await kill();
    await type(page, 'Typed before the sign-out');
    await save(page);
    await waits(page, '1 entry waits');
    await start();
    await page.route('**/log?sent=*', (route) => route.abort());
    await page.goto(`${address}/me`);
    await page.click('#sign-out button');
    await page.waitForURL('**/enter');
    expect(!(await page.content()).includes('1 entry'), 'a signed-out device shows what waits');
    await page.unroute('**/log?sent=*');
    await other.page.goto(`${address}/me`);
    await other.page.click('text=Make a code');
    await page.fill('#code', await other.page.locator('.code code').textContent());
    await page.click('main button');
    await page.waitForURL('**/due**');
    await sent(page);
    once('Typed before the sign-out');
}

(async () => {
    const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu', '--no-first-run'] });
    const code = await start();
    const own = await device(browser, code);
    await own.page.goto(`${address}/me`);
    await own.page.click('text=Make a code');
    const other = await device(browser, await own.page.locator('.code code').textContent());
    const only = process.env.ONLY;
    const steps = { offline, dead, silent, lost, revoked, otherCoach, tabs, twice, halfTyped, question, answers, share, caches_, signOut };
    for (const [name, act] of Object.entries(steps)) {
        if (only && !only.split(',').includes(name)) continue;
        try {
            await act(own, other);
        } catch (error) {
            faults.push(`${step}: ${String(error).slice(0, 400)}`);
            server.kill('SIGCONT');
        }
    }
    const cookies = await other.context.cookies();
    await kill();
    for (const act of only ? [] : [days, bare]) await act(browser, cookies).catch((error) => faults.push(`${step}: ${error}`));
    await browser.close();
    server.kill('SIGKILL');
    faults.forEach((fault) => console.log(fault));
    console.log(`coach serve without a connection: ${faults.length} faults`);
    process.exit(faults.length === 0 ? 0 : 1);
})();
