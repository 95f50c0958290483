// What people come for: a service answers its list, the clock moves, a person
// replies from the handset. One demo, one journey after another.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { axeFindings, sidewaysScroll, wide } from './browser.mjs'
import { house } from './house.mjs'
import { follow, open, signInAs } from './places.mjs'

const here = house()

const visit = (look, more) => here.visit(look, wide, more)

const press = (page, words) => Promise.all([page.waitForNavigation(), page.getByRole('button', { name: words }).click()])

test('a service has its whole first list with one press, then agrees to one request of it', () => visit(async page => {
  await signInAs(page, 'Kay Haringey')
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

test('signing in by hand leads back to the page that was asked for, and signing out ends it', () => visit(async page => {
  await open(page, '/messages')
  await page.getByLabel('E-mail address').fill('link@haringey-unit.example')
  const passphrase = page.getByLabel('Passphrase', { exact: true })
  await passphrase.fill('nobody here is real')
  assert.equal(await passphrase.getAttribute('type'), 'password')
  await page.getByRole('button', { name: 'Show passphrase' }).click()
  assert.equal(await passphrase.getAttribute('type'), 'text', 'the passphrase can be shown')
  await press(page, /^Sign in$/)
  assert.equal(new URL(page.url()).pathname, '/messages')
  await press(page, 'Sign out')
  assert.match(await page.locator('main').innerText(), /You have signed out/)
  await open(page, '/messages')
  assert.equal(new URL(page.url()).pathname, '/sign-in')
}))

test('the link of `user add` leads to a passphrase, once', () => visit(async page => {
  const said = await here.demo.command('user', 'add', '--email', 'new@haringey-unit.example', '--name', 'Nia New', '--role', 'coordinator')
  const link = said.match(/\/sign-in\/\S+/)[0]
  await open(page, link)
  assert.match(await page.title(), /^Choose a passphrase - /)
  for (const passphrase of ['', 'password1234', 'purple kettle on the roof']) {
    assert.deepEqual(await axeFindings(page), [], 'axe')
    assert.deepEqual(await sidewaysScroll(page), [], 'sideways scroll at 320 pixels')
    await page.getByLabel('New passphrase').fill(passphrase)
    await press(page, 'Save and sign in')
  }
  assert.match(await page.title(), /^Set up your second factor - /)
  assert.ok(await page.locator('img[src="/second-factor/qr.png"]').evaluate(picture => picture.complete && picture.naturalWidth > 100), 'the QR code shows')
  for (const code of ['000000', await page.locator('[data-pretend-code]').innerText()]) {
    assert.deepEqual(await axeFindings(page), [], 'axe')
    assert.deepEqual(await sidewaysScroll(page), [], 'sideways scroll at 320 pixels')
    await page.getByLabel('The code that the app shows now').fill(code)
    await press(page, 'Save and sign in')
  }
  assert.match(await page.title(), /^Keep your recovery codes - /)
  assert.deepEqual(await axeFindings(page), [], 'axe')
  await press(page, 'I have kept them: go on')
  assert.match(await page.locator('header').innerText(), /Nia New, unit coordinator/)
  const again = await page.goto(link)
  assert.equal(again.status(), 404)
  assert.match(await page.locator('h1').innerText(), /does not work any more/)
}, { complains: /422|404/ }))

const firstPages = {
  'prison link officer': ['/', 'Releases'],
  'offender manager': ['/', 'Releases'],
  'Kay Housing, service contact': ['/tasks', 'Requests'],
  'unit coordinator': ['/', 'Releases'],
  'information lead': ['/', 'What was recorded'],
  administrator: ['/', 'Accounts']
}
for (const [role, [path, heading]] of Object.entries(firstPages)) {
  test(`${role}: one press, and the page that they need`, () => visit(async page => {
    await signInAs(page, role)
    assert.equal(new URL(page.url()).pathname, path)
    assert.match(await page.locator('h1').innerText(), new RegExp(heading))
  }))
}

test('all sheets of a day are printed in one go, a page of A4 each, and say nothing of whose they are', () => visit(async page => {
  await signInAs(page, 'prison link officer')
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
  await signInAs(page, 'prison link officer')
  await open(page, '/demo/clock')
  await Promise.all([page.waitForNavigation(), page.locator('main form button').first().click()])
  assert.match(await page.locator('body').innerText(), /Tuesday 24 November 2026/)
  await open(page, '/messages')
  assert.equal(new URL(page.url()).pathname, '/messages', 'whoever moves the clock stays signed in')
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

test('two people change one service at once: the second sees the other\'s number beside their own', () => visit(first => visit(async second => {
  for (const page of [first, second]) {
    await signInAs(page, 'unit coordinator')
    await open(page, '/unit/services?q=Jobcentre')
    await follow(page, 'main table a[href^="/unit/services/"]')
  }
  await first.getByLabel('Phone').fill('020 7946 0901')
  await press(first, 'Save')
  assert.match(await first.locator('main').innerText(), /The service is saved/)
  await second.getByLabel('Phone').fill('020 7946 0902')
  await press(second, 'Save')
  const stale = await second.locator('#stale').innerText()
  assert.match(stale, /Nothing was saved[^]*Coral Coordinator[^]*020 7946 0901[^]*020 7946 0902/)
  assert.equal(await second.getByLabel('Phone').inputValue(), '020 7946 0902', 'what was typed stays')
  assert.deepEqual(await axeFindings(second), [])
  await press(second, 'Save')
  assert.match(await second.locator('#history + table').innerText(), /020 7946 0901[^]*020 7946 0902/)
}, { complains: /409/ })))

test('an edit of the catalogue is previewed, gone back to and confirmed, without script', () => visit(async page => {
  await signInAs(page, 'unit coordinator')
  await open(page, '/unit/standards/BEN-JCP')
  await page.getByLabel('Due', { exact: true }).fill('-6')
  await press(page, 'Show what this would do')
  assert.match(await page.locator('#effects').innerText(), /\d+ requests would move to another day/)
  await press(page, 'Go back and change it')
  assert.equal(await page.getByLabel('Due', { exact: true }).inputValue(), '-6')
  await page.getByLabel('Due', { exact: true }).fill('-5')
  await press(page, 'Show what this would do')
  await press(page, 'Confirm')
  assert.match(await page.locator('#history + table').innerText(), /Due\s+-4\s+-5/)
}, { javaScriptEnabled: false }))
