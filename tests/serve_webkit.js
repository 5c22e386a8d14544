// What `coach serve` keeps on a device without a connection, in WebKitGTK, whose engine is that of Safari. It is driven
// by WebDriver. The server is killed, and stopped so that it never answers; every session has to arrive once.
// `tests/browser.sh` calls it with MiniBrowser, coach and the folder of a journal, under Xvfb.
const { execFileSync, spawn } = require('child_process');

const [binary, coach, journal] = process.argv.slice(2);
const [port, driverPort] = [7392, 7393];
const address = `http://127.0.0.1:${port}`;
const faults = [];
const expect = (is, what) => is || faults.push(what);
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const env = { ...process.env };
delete env.COACH_TODAY;
const run = (...words) => execFileSync(coach, ['--journal', journal, ...words], { encoding: 'utf8', env });
const count = (note) => JSON.parse(run('list', 'sessions', '--json')).filter(({ id }) => run('show', id).includes(note)).length;

let server;
async function start() {
    server = spawn(coach, ['--journal', journal, 'serve', '--port', port, '--no-sync'], { env });
    let out = '';
    server.stdout.on('data', (text) => { out += text; });
    for (let wait = 0; wait < 100 && !/^code/m.test(out); wait += 1) await pause(100);
    return out.match(/^code\s+(\S+)/m)[1];
}
async function kill() {
    const ended = new Promise((resolve) => server.on('exit', resolve));
    server.kill('SIGKILL');
    await ended;
}

// One session of WebDriver.
let session = '';
async function ask(method, path, body) {
    const response = await fetch(`http://127.0.0.1:${driverPort}/session${session}${path}`, {
        method, body: body && JSON.stringify(body), headers: { 'content-type': 'application/json' },
    });
    const { value } = await response.json();
    if (value && value.error) throw new Error(`${path}: ${value.error}: ${value.message}`);
    return value;
}
const go = (url) => ask('POST', '/url', { url: address + url });
const script = (text, ...args) => ask('POST', '/execute/sync', { script: text, args });
const later = (text, ...args) => ask('POST', '/execute/async', { script: text, args });
async function until(what, text, ...args) {
    for (const end = Date.now() + 30000; Date.now() < end; await pause(200))
        if (await script(text, ...args).catch(() => false)) return;
    throw new Error(`not within 30 s: ${what}`);
}
const see = (words) => until(words, 'return document.body.innerText.includes(arguments[0])', words);
const sent = () => until('the outbox is empty', `return new Promise((resolve) => {
    indexedDB.open('coach').onsuccess = ({ target: { result } }) => {
        result.transaction('outbox').objectStore('outbox').count().onsuccess = ({ target }) => { result.close(); resolve(target.result === 0); };
    };
})`);
async function element(css) {
    return Object.values(await ask('POST', '/element', { using: 'css selector', value: css }))[0];
}
const type = async (css, text) => ask('POST', `/element/${await element(css)}/value`, { text });
const click = async (css) => ask('POST', `/element/${await element(css)}/click`, {});
async function log(note) {
    await type('#who', 'ana');
    await type('#note', note);
}
const save = () => click('form[action="/log"] button.main');
async function openLog() {
    const began = Date.now();
    await go('/log');
    await see('No answer from coach');
    expect(Date.now() - began < 4500, `/log took ${Date.now() - began} ms`);
}

(async () => {
    const driver = spawn('WebKitWebDriver', [`--port=${driverPort}`], { env: { ...env, WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: '1' } });
    await pause(1500);
    try {
        const code = await start();
        const options = { binary, args: ['--automation'] };
        const made = await ask('POST', '', { capabilities: { alwaysMatch: { 'webkitgtk:browserOptions': options } } });
        session = `/${made.sessionId}`;
        await go(`/enter#${code}`);
        await see('Everything that is open');
        await later('navigator.serviceWorker.ready.then(() => arguments[arguments.length - 1]())');

        await go('/log');
        await log('Half a sentence in WebKit');
        await go('/log');
        expect(await script('return document.querySelector("#note").value') === 'Half a sentence in WebKit', 'the half sentence is gone');
        await kill();
        await save();
        await see('1 entry waits');
        await openLog();
        await log('Beside a dead server in WebKit');
        await save();
        await see('2 entries wait');
        await start();
        await go('/due');
        await sent();

        server.kill('SIGSTOP');
        await openLog();
        await log('Beside a silent server in WebKit');
        await save();
        await see('1 entry waits');
        server.kill('SIGCONT');
        await go('/waiting');
        await sent();
        for (const note of ['Half a sentence', 'Beside a dead server', 'Beside a silent server'])
            expect(count(`${note} in WebKit`) === 1, `${count(`${note} in WebKit`)} sessions instead of 1: ${note}`);
        await ask('DELETE', '');
    } catch (error) {
        faults.push(String(error));
    }
    server.kill('SIGKILL');
    driver.kill();
    faults.forEach((fault) => console.log(fault));
    console.log(`coach serve in WebKit: ${faults.length} faults`);
    process.exit(faults.length === 0 ? 0 : 1);
})();
