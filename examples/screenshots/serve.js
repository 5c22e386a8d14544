// Takes the pictures of `coach serve` for docs/tablet.md. `examples/screenshots.sh` calls it with Chromium, the folder
// for the pictures, the address and the code.
const path = require('path');
const { chromium } = require('playwright-core');

const [executablePath, to, address, code] = process.argv.slice(2);

(async () => {
    const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
    const phone = await browser.newContext({ viewport: { width: 375, height: 760 }, deviceScaleFactor: 1.5 });
    await phone.clock.install({ time: new Date('2026-11-23T10:00:00Z') });
    const page = await phone.newPage();
    const picture = (name, of = page) => of.screenshot({ path: path.join(to, `serve-${name}.png`) });
    await page.goto(`${address}/enter`);
    await picture('sign-in');
    await page.fill('#code', code);
    await page.click('button.main');
    await page.waitForURL('**/due**');
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => {}));
    await page.goto(`${address}/log?who=tunde`);
    await page.fill('#length', '30m');
    await page.fill('#topics', 'pricing');
    await page.fill('#note', 'Not all of them need it today.');
    await page.evaluate(() => { document.activeElement.blur(); scrollTo(0, 0); });
    await picture('log');
    await page.fill('input[name=action] >> nth=0', 'Ring two more of them by fri');
    await phone.setOffline(true);
    await page.click('text=Save the session');
    await page.waitForSelector('#outbox:not([hidden])');
    await page.goto(`${address}/log`);
    await page.evaluate(() => scrollTo(0, 0));
    await picture('offline');
    const cookies = await phone.cookies();
    const tablet = await browser.newContext({ viewport: { width: 1180, height: 760 } });
    await tablet.clock.install({ time: new Date('2026-11-23T10:00:00Z') });
    await tablet.addCookies(cookies);
    const wide = await tablet.newPage();
    await wide.goto(`${address}/due`);
    await picture('due', wide);
    await browser.close();
})();
