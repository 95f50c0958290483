// Writes docs/PAGES.md: every page that each role comes to by links from its
// first one, what axe finds there and what sticks out at 320 pixels, wide and on
// a phone, and how much travels for it on a first visit and after.

import { writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { axeFindings, openBrowser, phone, sidewaysScroll, transferred, wide, withPage } from './browser.mjs'
import { startDemo } from './demo.mjs'
import { open, signInAs } from './places.mjs'

const file = join(dirname(fileURLToPath(import.meta.url)), '../../docs/PAGES.md')
const limits = { first: 150 * 1024, after: 30 * 1024 }

const roles = [
  ['link officer', 'prison link officer'], ['offender manager', 'offender manager'], ['service contact', 'Kay Haringey'],
  ['coordinator', 'unit coordinator'], ['information lead', 'information lead'], ['administrator', 'administrator']
]

// what is printed holds everybody it is about on one page, however many they are
const paper = /\/print$|^\/sheets/

const kept = { storageState: undefined, complains: /40[34]/ }

/** kindOf is an address without what tells one page of a kind from the next. */
function kindOf (address) {
  const { pathname } = new URL(address, 'http://page.example')
  return pathname.split('/').map((part, i, parts) =>
    /\d|^[a-z]{13}$/.test(part) || (['prisons', 'standards'].includes(parts[i - 1]) && part !== 'new') ? '…' : part).join('/')
}

/** linksOf are the addresses of ours that a page leads to: no files, nothing of the demo's own. */
function linksOf (page) {
  return page.locator('a[href^="/"]').evaluateAll(links => links.map(a => a.getAttribute('href').split('#')[0])
    .filter(href => !/^\/(demo|assets|sign-out)|[./](csv|ics|json|yaml|png)\b/.test(href)))
}

/** look notes what is wrong with the page that is open. */
async function look (page, line, view) {
  const found = [...await axeFindings(page), ...await sidewaysScroll(page)]
  line.found.push(...found.map(what => `${view.name}: ${what}`))
  line[view.name] = found.length
}

/** walk follows links from a role's first page, one page of each kind. */
async function walk (browser, base, role, button) {
  const lines = []
  let state
  await withPage(browser, base, wide, async page => {
    await signInAs(page, button)
    state = await page.context().storageState()
    const kinds = new Set()
    const asked = new Map()
    for (const queue = ['/']; queue.length > 0;) {
      const address = queue.shift()
      const line = { role, kind: kindOf(address), address, found: [] }
      if (kinds.has(line.kind)) continue
      kinds.add(line.kind)
      line.after = await transferred(page, () => open(page, address))
      await look(page, line, wide)
      lines.push(line)
      for (const link of new Set(await linksOf(page))) {
        if (!asked.has(link)) asked.set(link, (await page.request.get(link)).status())
        if (asked.get(link) === 200) queue.push(link)
        else line.found.push(`its link ${link} answered ${asked.get(link)}`)
      }
    }
  }, kept)
  await withPage(browser, base, phone, async page => {
    for (const line of lines) {
      await open(page, line.address)
      await look(page, line, phone)
    }
  }, { ...kept, storageState: state })
  for (const line of lines) { // a browser that has kept nothing but who is signed in
    await withPage(browser, base, wide, async page => {
      line.first = await transferred(page, () => open(page, line.address))
    }, { ...kept, storageState: state })
    for (const when of ['first', 'after']) {
      if (line[when] > limits[when] && !(when === 'after' && paper.test(line.kind))) line.found.push(`${when}: ${kb(line[when])} KB`)
    }
  }
  return lines
}

const kb = bytes => (bytes / 1024).toFixed(1)
const nothing = n => n === 0 ? 'nothing' : String(n)

const lines = []
const demo = await startDemo()
const browser = await openBrowser()
try {
  for (const [role, button] of roles) {
    const walked = await walk(browser, demo.base, role, button)
    lines.push(...walked)
    console.log(`${role}: ${walked.length} kinds of page`)
  }
} finally {
  await browser.close()
  await demo.stop()
}

const wrong = lines.flatMap(({ role, kind, found }) => found.map(what => `${role}, ${kind}: ${what}`))
const heaviest = when => lines.reduce((most, line) => line[when] > most[when] ? line : most)
const worst = when => `${kb(heaviest(when)[when])} KB (${heaviest(when).role}, \`${heaviest(when).kind}\`)`
await writeFile(file, `# Pages

Written by \`make pages-report\` from a fresh demo in Chromium: every kind of page
that each role comes to by links from its first one. *Found* is what axe-core
finds with all of its rules, and what sticks out at 320 pixels, at a desk and on
a phone. *First* is what travels on a first visit with nothing kept (at most
${limits.first / 1024} KB), *after* with styles and script kept (at most ${limits.after / 1024} KB), headers included.

${lines.length} pages of ${roles.length} roles; found: ${nothing(wrong.length)}. The heaviest first visit: ${worst('first')};
after it: ${worst('after')}. A page for paper holds everybody it is about, and is
held to the first limit alone. Every link on these pages was followed: one that
leads nowhere would be among what was found.

| role | page | found, wide | found, phone | first, KB | after, KB |
|---|---|---|---|---|---|
${lines.map(l => `| ${l.role} | \`${l.kind}\` | ${nothing(l.wide)} | ${nothing(l.phone)} | ${kb(l.first)} | ${kb(l.after)} |`).join('\n')}
`)
if (wrong.length > 0) console.error(wrong.join('\n'))
process.exitCode = wrong.length > 0 ? 1 : 0
