// Takes the pictures of docs/screenshots from a fresh demo.

import { mkdir, readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { openBrowser, phone, withPage } from './browser.mjs'
import { startDemo } from './demo.mjs'
import { enter, follow, open } from './places.mjs'

const folder = join(dirname(fileURLToPath(import.meta.url)), '../../docs/screenshots')

// narrower than a test's wide view: still the whole board, and half the bytes
const desk = { name: 'desk', options: { viewport: { width: 1120, height: 720 } } }

const aRelease = async page => { await enter(page); await follow(page, 'main a[href^="/releases/"]') }
const aTask = async page => { await enter(page); await open(page, '/tasks'); await follow(page, 'main a[href^="/tasks/"]:not([href*="?"])') }
const theDay = async page => { await aRelease(page); const day = page.locator('#itinerary, [data-itinerary]').first(); if (await day.count()) await day.scrollIntoViewIfNeeded() }
const sheets = async page => { await enter(page); await open(page, '/sheets?day=2026-11-24'); await page.locator('article.tg-sheet').first().scrollIntoViewIfNeeded() }
const preview = async page => {
  await enter(page)
  await open(page, '/imports')
  await page.getByLabel('What does it hold?').selectOption({ label: 'Release extract' })
  const buffer = await readFile(new URL('../../intake/sample/releases_next_day.csv', import.meta.url))
  await page.getByLabel('The file').setInputFiles({ name: 'next-day.csv', mimeType: 'text/csv', buffer })
  await Promise.all([page.waitForNavigation(), page.getByRole('button', { name: 'Look at the file' }).click()])
  await page.waitForSelector('[data-state]:not([data-state="waiting"])', { timeout: 60_000 })
}
const figures = async page => { await enter(page); await open(page, '/figures') }

const both = (name, reach) => [{ file: `${name}.png`, view: desk, reach }, { file: `${name}-phone.png`, view: phone, reach }]
const pictures = [
  ...both('board', enter), ...both('release', aRelease), ...both('task', aTask), ...both('itinerary', theDay),
  ...both('sheet', sheets), ...both('import', preview), ...both('figures', figures)
]

await mkdir(folder, { recursive: true })
const demo = await startDemo()
const browser = await openBrowser()
try {
  for (const { file, view, reach } of pictures) {
    await withPage(browser, demo.base, view, async page => {
      await reach(page)
      // one screen, at one pixel a pixel: small files, and what a reader sees first
      await page.screenshot({ path: join(folder, file), scale: 'css', animations: 'disabled' })
    })
    console.log(`docs/screenshots/${file}`)
  }
} finally {
  await browser.close()
  await demo.stop()
}
