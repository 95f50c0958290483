// Takes the pictures of docs/screenshots from a fresh demo.

import { mkdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { openBrowser, phone, withPage } from './browser.mjs'
import { startDemo } from './demo.mjs'
import { enter, follow } from './places.mjs'

const folder = join(dirname(fileURLToPath(import.meta.url)), '../../docs/screenshots')

// narrower than a test's wide view: still the whole board, and half the bytes
const desk = { name: 'desk', options: { viewport: { width: 1120, height: 720 } } }

const pictures = [
  { file: 'board.png', view: desk, reach: enter },
  { file: 'release.png', view: desk, reach: async page => { await enter(page); await follow(page, 'main a[href^="/releases/"]') } },
  { file: 'board-phone.png', view: phone, reach: enter }
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
