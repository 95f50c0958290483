// What people come for: a service answers its list, the clock moves, a person
// replies from the handset. One demo, one journey after another.

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { openBrowser, wide, withPage } from './browser.mjs'
import { startDemo } from './demo.mjs'
import { follow, open } from './places.mjs'

let demo
let browser

before(async () => {
  demo = await startDemo()
  browser = await openBrowser()
})

after(async () => {
  await browser?.close()
  await demo?.stop()
})

const visit = (look) => withPage(browser, demo.base, wide, look)

async function actAs (page, name) {
  await open(page, '/act-as')
  await page.locator('main .govuk-radios__item', { hasText: name }).locator('input').first().check()
  await Promise.all([page.waitForNavigation(), page.locator('main form button').first().click()])
}

const press = (page, words) => Promise.all([page.waitForNavigation(), page.getByRole('button', { name: words }).click()])

test('a service has its whole first list with one press, then agrees to one request of it', () => visit(async page => {
  await actAs(page, 'Kay Haringey')
  await open(page, '/tasks')
  await press(page, 'We have the whole list')
  assert.match(await page.locator('main, [role=alert], .govuk-notification-banner').first().innerText(), /whole list/)
  assert.equal(await page.getByRole('button', { name: 'We have the whole list' }).count(), 0, 'the button is gone')
  await follow(page, 'main a[href^="/tasks/"]:not([href*="?"])')
  const address = page.url()
  await press(page, 'We will do it')
  await open(page, new URL(address).pathname)
  assert.match(await page.locator('main').innerText(), /agreed/)
}))

test('all sheets of a day are printed in one go, a page of A4 each, and say nothing of whose they are', () => visit(async page => {
  await actAs(page, 'Lee Link')
  await open(page, '/sheets?day=2026-11-24')
  const sheets = await page.locator('article.tg-sheet').count()
  assert.ok(sheets >= 2, `${sheets} sheets`)
  await page.emulateMedia({ media: 'print' })
  assert.doesNotMatch(await page.locator('body').innerText(), /Throughgate|Haringey Support Unit|Sheets of/)
  assert.equal(await page.title(), 'My first week')
  const paper = (await page.pdf({ preferCSSPageSize: true })).toString('latin1')
  assert.equal(paper.match(/\/Type\s*\/Page[^s]/g).length, sheets, 'a page each')
  assert.match(paper, /\/MediaBox\s*\[0 0 59[45][.\d]* 84[12]/, 'A4')
  await page.emulateMedia({ media: null })
}))

test('the clock moves on a day, and texts go to those who left', () => visit(async page => {
  await open(page, '/demo/clock')
  await Promise.all([page.waitForNavigation(), page.locator('main form button').first().click()])
  assert.match(await page.locator('body').innerText(), /Tuesday 24 November 2026/)
  await open(page, '/demo/handset')
  await page.waitForFunction(() => { if (!document.body.innerText.includes('Rhys')) { location.reload() } else return true }, null, { polling: 500, timeout: 20000 })
  assert.match(await page.locator('main').innerText(), /Helo Rhys/)
}))

test('STOP from the handset ends the texts to that number', () => visit(async page => {
  await open(page, '/demo/handset')
  const form = page.locator('main form').first()
  await form.locator('input[type=text], input:not([type])').first().fill('STOP')
  await Promise.all([page.waitForNavigation(), form.locator('button').click()])
  assert.match(await page.locator('main').innerText(), /STOP/)
}))
