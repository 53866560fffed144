// Lighthouse over the main pages of a running demo, signed in, as desktop and as phone. Exits 1
// where accessibility or best practices score less than 100, and says which audits failed.
//
//   node audit.mjs BASE CHROMIUM PATH...

import lighthouse, { desktopConfig } from "lighthouse";
import puppeteer from "puppeteer-core";

const [base, chromium, ...paths] = process.argv.slice(2);
const PERSON = { login: "owner@example.com", password: "foyer-demo-2026" };
// A portal behind a sign-in is not for search engines, and times on a laptop say nothing.
const onlyCategories = ["accessibility", "best-practices"];

const browser = await puppeteer.launch({
  executablePath: chromium,
  args: ["--headless=new", "--no-sandbox", "--disable-dev-shm-usage"],
});
const page = await browser.newPage();
await page.goto(`${base}/accounts/login/`);
for (const [name, value] of Object.entries(PERSON)) {
  await page.type(`input[name=${name}]`, value);
}
await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);

let failed = 0;
for (const [look, config] of [["desktop", desktopConfig], ["phone", undefined]]) {
  for (const path of paths) {
    const flags = { onlyCategories, disableStorageReset: true, logLevel: "error" };
    const { lhr } = await lighthouse(base + path, flags, config, page);
    const scores = onlyCategories.map((name) => `${name} ${Math.round(lhr.categories[name].score * 100)}`);
    console.log(`${look.padEnd(8)}${path.padEnd(24)}${scores.join("  ")}`);
    for (const name of onlyCategories) {
      for (const { id, weight } of lhr.categories[name].auditRefs) {
        const audit = lhr.audits[id];
        if (weight && audit.score !== null && audit.score < 1) {
          failed += 1;
          console.log(`  ${id}: ${audit.title}`);
          for (const item of audit.details?.items?.slice(0, 5) ?? []) {
            console.log(`    ${item.node?.selector ?? item.description ?? item.url ?? JSON.stringify(item).slice(0, 200)}`);
          }
        }
      }
    }
    if (lhr.finalDisplayedUrl !== base + path) {
      failed += 1;
      console.log(`  led to ${lhr.finalDisplayedUrl}`);
    }
  }
}
await browser.close();
process.exit(failed ? 1 : 0);
