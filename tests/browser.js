// Opens each page as a screen, a phone and a sheet of paper would show it. `tests/browser.sh` calls it.
const fs = require('fs');
const path = require('path');
const { chromium } = require('playwright-core');

const [executablePath, pictures, ...pages] = process.argv.slice(2);
const axe = fs.readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const views = [
    { name: 'screen', width: 1100, height: 900, colorScheme: 'light' },
    { name: 'dark', width: 1100, height: 900, colorScheme: 'dark' },
    { name: 'phone', width: 360, height: 740, colorScheme: 'light' },
];

async function look(browser, file, view) {
    const faults = [];
    const context = await browser.newContext({
        viewport: { width: view.width, height: view.height },
        colorScheme: view.colorScheme,
        bypassCSP: false,
    });
    const page = await context.newPage();
    page.on('request', (request) => {
        if (!request.url().startsWith('file:')) faults.push(`asks for ${request.url()}`);
    });
    page.on('console', (message) => {
        if (message.type() === 'error') faults.push(message.text());
    });
    await page.goto('file://' + file);
    const name = path.basename(file, '.html');
    await page.screenshot({ path: path.join(pictures, `${name}-${view.name}.png`), fullPage: true });
    const styled = await page.evaluate(() => getComputedStyle(document.querySelector('main')).maxWidth);
    if (styled === 'none') faults.push('its own style is not applied');
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    if (wide > 0) faults.push(`is ${wide} pixels wider than the screen`);
    if (view.name === 'screen') {
        await page.pdf({ path: path.join(pictures, `${name}.pdf`), format: 'A4', printBackground: true });
    }
    // The page's own policy keeps every script out, so axe is put in from outside the page's world.
    const session = await context.newCDPSession(page);
    await session.send('Page.setBypassCSP', { enabled: true });
    await page.reload();
    await page.evaluate(axe);
    const found = await page.evaluate(() => axe.run(document, { resultTypes: ['violations'] }));
    for (const violation of found.violations) {
        const nodes = violation.nodes.slice(0, 3).map((node) => node.html.slice(0, 120));
        faults.push(`${violation.id}: ${violation.help}: ${nodes.join(' ')}`);
    }
    await context.close();
    return faults;
}

(async () => {
    const browser = await chromium.launch({
        executablePath,
        args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
            '--disable-background-networking', '--disable-component-update', '--disable-sync'],
    });
    let faults = 0;
    for (const file of pages) {
        for (const view of views) {
            for (const fault of await look(browser, file, view)) {
                faults += 1;
                console.log(`${path.basename(file)} (${view.name}): ${fault}`);
            }
        }
    }
    await browser.close();
    console.log(`${pages.length} pages in ${views.length} views: ${faults} faults`);
    process.exit(faults === 0 ? 0 : 1);
})();
