// What officers record on a release's page: an event, a note that two people
// correct at once, and an agreement after which the handset gets a text.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { axeFindings, phone, sidewaysScroll, wide } from './browser.mjs'
import { house } from './house.mjs'
import { enter, follow, open, signInAs } from './places.mjs'

const here = house()
const { visit } = here
const main = page => page.locator('main')

/** openPerson comes to a release by one of the board's lists, and gives its address. */
async function openPerson (page, surname, list = 'upcoming') {
  await enter(page)
  await open(page, `/?list=${list}`)
  await follow(page, `main a[href^="/releases/"]:has-text("${surname}")`)
  return new URL(page.url()).pathname
}

/** record opens the form behind one line of "Record something". */
async function record (page, words) {
  await page.getByText('Record something', { exact: true }).click()
  await Promise.all([page.waitForNavigation(), main(page).getByRole('link', { name: words }).click()])
}

async function press (page, words) {
  await Promise.all([page.waitForNavigation(), main(page).getByRole('button', { name: words }).click()])
}

test('an event is recorded, and one of tomorrow is not', () => visit(async page => {
  await openPerson(page, 'Bevan')
  await record(page, 'Something that happened')
  await page.getByLabel('What happened').selectOption({ label: 'Taken to court, not released' })
  await page.getByLabel('On which day').fill('2026-11-24')
  await press(page, 'Record it')
  await main(page).locator('.govuk-error-summary a').first().click()
  assert.equal(await page.evaluate(() => document.activeElement.id), 'day')
  assert.equal(await page.getByLabel('What happened').inputValue(), 'court')
  await page.getByLabel('On which day').fill('2026-11-22')
  await page.getByLabel('At what time').fill('10:30')
  await press(page, 'Record it')
  const told = await main(page).innerText()
  assert.match(told, /It is recorded/)
  assert.match(told, /Sunday 22 November 2026 at 10:30am: Taken to court, not released/)
}, wide, { complains: /422/ }))

test('two people correct one note: the second sees the first', () => visit(async page => {
  const address = await openPerson(page, 'Bevan')
  await record(page, 'A note')
  await page.getByLabel('A fact').check()
  await page.getByLabel('The note').fill('Has a dog')
  await press(page, 'Save the note')
  const other = await page.context().newPage()
  for (const window of [page, other]) {
    await open(window, address)
    await Promise.all([window.waitForNavigation(), main(window).getByRole('link', { name: 'Correct this note' }).click()])
  }
  await page.getByLabel('The note').fill('Has two dogs')
  await press(page, 'Save the note')
  await other.getByLabel('The note').fill('Has no dog')
  await press(other, 'Save the note')
  const told = await main(other).innerText()
  assert.match(told, /Has two dogs/)
  assert.match(told, /Has no dog/)
  await open(page, address)
  assert.match(await main(page).innerText(), /Fact: Has two dogs/)
}, wide, { complains: /409/ }))

test('a death is asked about once more, and silences everything', () => visit(async page => {
  await enter(page)
  await open(page, '/')
  const last = main(page).locator('tbody a[href^="/releases/"]').last()
  const address = await last.getAttribute('href')
  await open(page, address)
  await record(page, 'Something that happened')
  await page.getByLabel('What happened').selectOption({ label: 'Died' })
  await page.getByLabel('At what time').fill('00:05')
  await press(page, 'Record it')
  assert.match(await main(page).innerText(), /Has this person died\?/)
  assert.deepEqual(await axeFindings(page), [], 'axe')
  await press(page, 'Yes, record the death')
  assert.match(await main(page).innerText(), /Please make no contact/)
}))

for (const view of [wide, phone]) {
  test(`the forms are accessible and fit, ${view.name}`, () => visit(async page => {
    const address = await openPerson(page, 'Bevan')
    await page.evaluate(() => { for (const d of document.querySelectorAll('details')) d.open = true })
    assert.deepEqual(await axeFindings(page), [], 'axe')
    for (const what of ['event', 'consent', 'licence', 'tell', 'texts', 'needs', 'own-words', 'note', 'details', 'join', 'ask']) {
      await open(page, `${address}/record/${what}`)
      assert.deepEqual(await axeFindings(page), [], `axe: ${what}`)
      assert.deepEqual(await sidewaysScroll(page), [], `sideways scroll: ${what}`)
    }
    await open(page, '/people/add')
    assert.deepEqual(await axeFindings(page), [], 'axe: add a person')
    assert.deepEqual(await sidewaysScroll(page), [], 'sideways scroll: add a person')
  }, view))
}

test('a request that is in no standard: added, in the mailbox by its code alone, answered by the service', () => visit(async page => {
  await enter(page)
  await page.getByLabel(/Find a person/).fill('Luke Kaya')
  await press(page, 'Find')
  await follow(page, 'main a[href^="/releases/"]:has-text("Kaya")')
  const address = new URL(page.url()).pathname
  await Promise.all([page.waitForNavigation(), main(page).getByRole('link', { name: 'Add a request that is in no standard' }).click()])
  assert.deepEqual(await axeFindings(page), [])
  assert.deepEqual(await sidewaysScroll(page), [])
  await page.getByLabel('What is to be done?').fill('Keep the ground-floor room')
  await page.getByLabel(/What exactly is asked/).fill('He uses a wheelchair')
  await page.getByLabel(/Which part of the plan/).selectOption({ label: 'Housing' })
  await page.getByLabel('Who does it?').selectOption('housing_options')
  await press(page, 'Add the request')
  await main(page).locator('.govuk-error-summary a').first().click()
  assert.equal(await page.evaluate(() => document.activeElement.id), 'due_on')
  await page.getByLabel(/By which day is it needed/).fill('2026-12-10')
  await press(page, 'Add the request')
  assert.equal(new URL(page.url()).pathname, address)
  const line = main(page).locator('#plan ~ table tr', { hasText: 'Keep the ground-floor room' })
  assert.match(await line.innerText(), /asked on[^]*told next|Told next/i)
  const task = new URL(await line.getByRole('link', { name: 'Keep the ground-floor room' }).getAttribute('href'), here.demo.base).pathname

  await open(page, '/demo/mailbox')
  await page.waitForFunction(() => { if (!document.body.innerText.includes('housing@services.example')) { location.reload() } else return true }, null, { polling: 500, timeout: 20000 })
  await Promise.all([page.waitForNavigation(), main(page).locator('tr', { hasText: 'housing@services.example' }).first().getByRole('link').click()])
  const mail = await main(page).locator('[data-text]').textContent()
  assert.match(mail, /Request to read \(ONE-1\)/)
  assert.doesNotMatch(mail, /ground-floor|wheelchair|Kaya/)

  await signInAs(page, 'Kay Housing')
  await open(page, task)
  assert.match(await main(page).innerText(), /Keep the ground-floor room[^]*Luke Kaya[^]*He uses a wheelchair/)
  assert.deepEqual(await axeFindings(page), [])
  await press(page, 'We will do it')
  await signInAs(page, 'prison link officer')
  await open(page, address)
  assert.match(await main(page).locator('#plan ~ table tr', { hasText: 'Keep the ground-floor room' }).innerText(), /agreed/)
}, wide, { complains: /422/ }))
