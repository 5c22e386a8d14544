// Opens the HTML of a mail as a phone of 390 pixels shows it, and counts its pages on paper.
// `tests/browser.sh` calls it.
const fs = require('fs');
const { chromium } = require('playwright-core');

const [executablePath, file] = process.argv.slice(2);
const MOST_PAGES = 2;

/// The HTML part of a message, with or without quoted-printable or base64.
function html(message) {
    const part = message.split(/\r?\n--/).find((part) => /content-type: text\/html/i.test(part));
    const [head, ...body] = part.split(/\r?\n\r?\n/);
    const text = body.join('\n\n');
    if (/encoding: base64/i.test(head)) return Buffer.from(text, 'base64').toString('utf8');
    if (!/encoding: quoted-printable/i.test(head)) return text;
    const bytes = text.replace(/=\r?\n/g, '').replace(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(parseInt(hex, 16)));
    return Buffer.from(bytes, 'latin1').toString('utf8');
}

(async () => {
    const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu', '--disable-quic'] });
    const page = await (await browser.newContext({ viewport: { width: 390, height: 844 } })).newPage();
    await page.setContent(html(fs.readFileSync(file, 'utf8')));
    const faults = [];
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    if (wide > 0) faults.push(`is ${wide} pixels wider than a phone`);
    const labels = await page.evaluate(() => [...document.querySelectorAll('.label')].every((label) => label.offsetWidth > 0));
    if (!labels) faults.push('does not name its numbers on a phone');
    if (/`coach /.test(await page.innerText('main'))) faults.push('names a command');
    const pdf = await page.pdf({ format: 'A4', preferCSSPageSize: true });
    const pages = pdf.toString('latin1').match(/\/Type\s*\/Page\b(?!s)/g).length;
    if (pages > MOST_PAGES) faults.push(`takes ${pages} pages of paper`);
    await browser.close();
    faults.forEach((fault) => console.log(`the mail of the overview ${fault}`));
    console.log(`the mail of the overview: ${pages} pages of paper, ${faults.length} faults`);
    process.exit(faults.length === 0 ? 0 : 1);
})();
