// The pages of `coach serve` in Chromium: what axe-core says of each at four widths, in light and dark; that nothing
// scrolls sideways, that targets are large enough, and that a session can be logged and answered without script.
// `tests/browser.sh` calls it with the browser, a folder for the pictures, the address and a code.
const fs = require('fs');
const path = require('path');
const { chromium } = require('playwright-core');

const [executablePath, pictures, address, code] = process.argv.slice(2);
const axe = fs.readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const widths = [320, 375, 810, 1280];
const faults = [];

// Every target but links within a text, radios and checkboxes, whose labels are large enough.
const small = () => [...document.querySelectorAll(
    'button, a.button, a.target, nav a, summary, select, textarea, label.check, input[type=text]')]
    .filter((target) => target.getBoundingClientRect().height > 0)
    .filter((target) => target.getBoundingClientRect().height < 44)
    .map((target) => target.outerHTML.slice(0, 80));

async function look(context, name, where, view) {
    const page = await context.newPage();
    const fault = (text) => faults.push(`${name} (${view}): ${text}`);
    page.on('console', (message) => message.type() === 'error' && fault(message.text()));
    page.on('pageerror', (error) => fault(String(error)));
    page.on('request', (request) => request.url().startsWith(address) || fault(`asks for ${request.url()}`));
    await page.goto(address + where);
    // A closed part hides what is in it from axe too.
    await page.locator('details').evaluateAll((parts) => parts.forEach((part) => { part.open = true; }));
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    if (wide > 0) fault(`is ${wide} pixels wider than the screen`);
    for (const target of await page.evaluate(small)) fault(`a target is smaller than 44 pixels: ${target}`);
    await page.screenshot({ path: path.join(pictures, `serve-${name}-${view}.png`), fullPage: true });
    // The policy of the site keeps every script out, so axe comes through the debugger.
    const session = await context.newCDPSession(page);
    await session.send('Runtime.evaluate', { expression: axe });
    const found = await page.evaluate((values) => window.axe.run(document, { runOnly: { type: 'tag', values } }), rules);
    for (const violation of found.violations) {
        const nodes = violation.nodes.slice(0, 3).map((node) => node.html.slice(0, 120));
        fault(`${violation.id}: ${violation.help}: ${nodes.join(' ')}`);
    }
    await page.close();
}

// Logs, answers and takes back, with script off.
async function act(browser, cookies) {
    const context = await browser.newContext({ javaScriptEnabled: false });
    await context.addCookies(cookies);
    const page = await context.newPage();
    const expect = (is, what) => is || faults.push(`without script: ${what}`);
    await page.goto(`${address}/log?who=ana`);
    await page.fill('#length', '45m');
    await page.fill('#note', 'Typed in a browser');
    await page.fill('input[name=action] >> nth=0', 'Rewrite the script by friday');
    await page.dblclick('text=Save the session');
    // The second click ends the navigation of the first, so the test waits for the page instead of a navigation.
    await page.locator('main', { hasText: '45 min' }).filter({ hasText: 'Typed in a browser' }).waitFor();
    expect(/\/session\/[^/]*$/.test(page.url()), `the form led to ${page.url()}`);
    await page.click('text=Rewrite the script');
    await page.fill('#done-result', 'Two did');
    await page.click('button.main:has-text("Done") >> nth=0');
    expect(page.url().includes('did=done'), `the answer led to ${page.url()}`);
    await page.click('button:has-text("Undo")');
    expect(page.url().includes('did=undone'), `undo led to ${page.url()}`);
    await context.close();
}

(async () => {
    const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu', '--no-first-run'] });
    const first = await browser.newContext();
    const page = await first.newPage();
    await page.goto(`${address}/enter#${code}`);
    await page.waitForURL('**/due**');
    const cookies = await first.cookies();
    const item = await page.locator('.what a').first().getAttribute('href');
    await page.goto(`${address}/people/ana`);
    await act(browser, cookies);
    const places = {
        due: '/due?all', item, log: '/log?who=ana', form: '/log?who=ana&template=grow', people: '/people',
        prep: '/people/ana', plan: '/people/ana/plan', waiting: '/waiting', offline: '/offline', reports: '/reports?report=overview', me: '/me', none: '/nothing',
    };
    for (const width of widths) {
        for (const colorScheme of ['light', 'dark']) {
            const view = `${width}-${colorScheme}`;
            const look_is = { viewport: { width, height: 900 }, colorScheme };
            const context = await browser.newContext(look_is);
            await look(context, 'enter', '/enter', view);
            await context.addCookies(cookies);
            for (const [name, where] of Object.entries(places)) {
                // The browser itself reports a page with status 404 as an error.
                if (name !== 'none' || width === 320) await look(context, name, where, view);
            }
            await context.close();
        }
    }
    await browser.close();
    const real = faults.filter((fault) => !fault.includes('status of 404'));
    real.forEach((fault) => console.log(fault));
    console.log(`coach serve at ${widths.length} widths: ${real.length} faults`);
    process.exit(real.length === 0 ? 0 : 1);
})();
