// Chromium for the page tests, and what is looked at on every page.

import { chromium } from 'playwright-core'
import { accessSync, constants, mkdirSync, readFileSync, realpathSync } from 'node:fs'
import { createRequire } from 'node:module'
import { homedir } from 'node:os'
import { delimiter, join } from 'node:path'

export const wide = { name: 'wide', options: { viewport: { width: 1280, height: 900 } } }
export const phone = { name: 'phone', options: { viewport: { width: 375, height: 720 }, isMobile: true, hasTouch: true } }
export const views = [wide, phone]
/** narrow is the width in pixels at which a page must still fit: WCAG 2.2, 1.4.10 Reflow. */
export const narrow = 320

const flags = [
  '--no-sandbox', '--disable-gpu', '--disable-background-networking',
  '--disable-component-update', '--disable-sync', '--no-first-run'
]
const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

function isProgram (path) {
  try { accessSync(path, constants.X_OK); return true } catch { return false }
}

/** findChromium looks where tools/setup.sh looks. */
function findChromium () {
  if (process.env.CHROMIUM) return process.env.CHROMIUM
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']
  const places = names.flatMap(name => process.env.PATH.split(delimiter).map(folder => join(folder, name)))
  places.push('/Applications/Google Chrome.app/Contents/MacOS/Google Chrome', '/Applications/Chromium.app/Contents/MacOS/Chromium')
  const found = places.find(isProgram)
  if (!found) throw new Error('no Chromium found: run tools/setup.sh chromium, or name one with CHROMIUM=/path/to/it')
  return found
}

/** openBrowser starts Chromium without a window. */
export async function openBrowser () {
  const executablePath = findChromium()
  // Ubuntu's Chromium is a snap, which sees the home directory but not /tmp.
  if (realpathSync(executablePath).includes('/snap')) {
    process.env.TMPDIR = join(homedir(), 'throughgate-page-tests')
    mkdirSync(process.env.TMPDIR, { recursive: true })
  }
  return chromium.launch({ executablePath, args: flags })
}

/**
 * withPage opens a page at one size, hands it to look and closes it. What the
 * browser complained of meanwhile (a script's error, something the security
 * policy refused, an asset that is missing) fails the test, except what
 * complains fits: a form that is refused is one too.
 */
export async function withPage (browser, base, view, look, { complains, ...more } = {}) {
  const context = await browser.newContext({ baseURL: base, locale: 'en-GB', timezoneId: 'Europe/London', ...view.options, ...more })
  context.setDefaultTimeout(15_000)
  const complaints = []
  try {
    const page = await context.newPage()
    page.on('console', message => { if (message.type() === 'error' && !complains?.test(message.text())) complaints.push(`${page.url()}: ${message.text()}`) })
    page.on('pageerror', problem => complaints.push(`${page.url()}: ${problem.message}`))
    page.on('requestfailed', request => {
      const why = request.failure()?.errorText
      if (why !== 'net::ERR_ABORTED') complaints.push(`${request.url()}: ${why}`)
    })
    await look(page)
  } catch (problem) {
    if (complaints.length === 0) throw problem
    throw new Error(`${problem.message}\n${complained(complaints)}`, { cause: problem })
  } finally {
    await context.close()
  }
  if (complaints.length > 0) throw new Error(complained(complaints))
}

function complained (complaints) {
  return `the browser complained:\n${complaints.join('\n')}`
}

/** axeFindings lists what axe finds wrong with the page, a line each. */
export async function axeFindings (page) {
  await page.evaluate(axeSource)
  const violations = await page.evaluate(async () => {
    const { violations } = await globalThis.axe.run(document, { iframes: false, resultTypes: ['violations'] })
    return violations.map(({ id, help, nodes }) => ({ id, help, nodes: nodes.map(({ target, html }) => ({ target: target.join(' '), html })) }))
  })
  return violations.flatMap(({ id, help, nodes }) => nodes.slice(0, 5).map(node => `${id}: ${help}\n    ${node.target}\n    ${node.html.slice(0, 200)}`))
}

/** sidewaysScroll says which parts stick out when the page is narrow; empty when none does. */
export async function sidewaysScroll (page) {
  const before = page.viewportSize()
  await page.setViewportSize({ width: narrow, height: 720 })
  const found = await stickingOut(page)
  await page.setViewportSize(before)
  return found
}

/** stickingOut says which parts are beyond the right edge of the page as it is. */
export function stickingOut (page) {
  return page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement
    if (scrollWidth <= clientWidth) return []
    const out = [...document.body.querySelectorAll('*')].filter(e => e.scrollWidth > clientWidth || e.getBoundingClientRect().right > clientWidth + 1)
    return [`page is ${scrollWidth} wide`, ...out.slice(-5).map(e => e.outerHTML.slice(0, 160))]
  })
}

/**
 * asPhone shows what is open as the phone does, which has touch and its own way
 * with the viewport. It spares a second way to the page: most of a look's time.
 * The answer sets the phone's width in CSS pixels.
 */
export async function asPhone (page) {
  const session = await page.context().newCDPSession(page)
  const { width, height } = phone.options.viewport
  const beWide = async width => {
    await session.send('Emulation.setDeviceMetricsOverride', { width, height, deviceScaleFactor: 0, mobile: true })
    await page.waitForFunction(width => matchMedia(`(width: ${width}px) and (pointer: coarse)`).matches, width)
  }
  await session.send('Emulation.setTouchEmulationEnabled', { enabled: true })
  await beWide(width)
  return beWide
}

/** transferred counts the bytes on the wire, headers included, while doing something. */
export async function transferred (page, doing) {
  const session = await page.context().newCDPSession(page)
  await session.send('Network.enable')
  let bytes = 0
  session.on('Network.loadingFinished', event => { bytes += event.encodedDataLength })
  await doing()
  await page.waitForLoadState('networkidle')
  await session.detach()
  return bytes
}
