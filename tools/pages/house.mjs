// What a file of page tests stands on: one demo and one Chromium, from its first
// test to its last.

import { after, before } from 'node:test'
import { openBrowser, wide, withPage } from './browser.mjs'
import { startDemo } from './demo.mjs'

/**
 * house starts a demo with these arguments and a browser before the file's tests
 * and ends both after them.
 *
 * Gives { demo, visit }: the demo, once the tests run, and what opens a page of
 * it for look, wide unless another view is given; more are options of the browser's
 * context.
 */
export function house (...args) {
  const here = { demo: undefined, visit: (look, view = wide, more = {}) => withPage(browser, here.demo.base, view, look, more) }
  let browser
  before(async () => {
    here.demo = await startDemo(args)
    browser = await openBrowser()
  })
  after(async () => {
    await browser?.close()
    await here.demo?.stop()
  })
  return here
}
