// An appointment is made, moved and cancelled on a release's page; the person's
// handset shows the reminder, the correction, and then silence. And the day of
// release of somebody who cannot be in time.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { axeFindings, phone, sidewaysScroll, wide } from './browser.mjs'
import { house } from './house.mjs'
import { enter, follow, open } from './places.mjs'

const { visit } = house()

/** openPerson comes to a release by one of the board's lists, and gives its address. */
async function openPerson (page, surname, list = 'upcoming') {
  await enter(page)
  await open(page, `/?list=${list}`)
  await follow(page, `main a[href^="/releases/"]:has-text("${surname}")`)
  return new URL(page.url()).pathname
}

const press = async (page, form, words) => {
  const [answer] = await Promise.all([
    page.waitForResponse(r => r.request().isNavigationRequest() && r.request().method() === 'GET'),
    form.getByRole('button', { name: words }).click()
  ])
  assert.ok(answer.ok(), `${answer.url()} answered ${answer.status()}`)
  await page.waitForLoadState()
}

async function nextDay (page, says) {
  await open(page, '/demo/clock')
  await Promise.all([page.waitForNavigation(), page.locator('main form button').first().click()])
  assert.match(await page.locator('body').innerText(), says)
}

/** texts to the person that name this place, as the handset shows them. */
async function texts (page, words) {
  await open(page, '/demo/handset')
  const all = await page.locator('main .tg-text').allInnerTexts()
  return all.filter(text => text.includes(words))
}

/** waitFor looks at the handset until it shows so many texts. */
async function waitFor (page, words, count) {
  for (let tries = 0; tries < 60; tries++) {
    const found = await texts(page, words)
    if (found.length >= count) return found
    await page.waitForTimeout(500)
  }
  assert.fail(`the handset never showed ${count} texts with "${words}"`)
}

test('the day of release warns of what cannot be reached in time', () => visit(async page => {
  await openPerson(page, 'Bevan')
  const day = page.locator('[data-itinerary]')
  assert.match(await day.innerText(), /Tuesday 24 November 2026/)
  assert.match(await day.innerText(), /Out of the gate at 9:30am/)
  assert.match(await day.locator('tr', { hasText: '11am' }).innerText(), /Cannot be reached in time: not before/)
  assert.doesNotMatch(await day.locator('tr', { hasText: '3pm' }).innerText(), /Cannot be reached/)
}))

for (const view of [wide, phone]) {
  test(`the forms are accessible and fit, ${view.name}`, () => visit(async page => {
    await openPerson(page, 'Bevan')
    await page.evaluate(() => { for (const d of document.querySelectorAll('details')) d.open = true })
    assert.deepEqual(await axeFindings(page), [], 'axe')
    assert.deepEqual(await sidewaysScroll(page), [], 'sideways scroll at 320 pixels')
  }, view))
}

test('without script a wrong time leads to its field and what was typed is kept', () => visit(async page => {
  await openPerson(page, 'Bevan')
  await page.getByText('Add an appointment').click()
  const form = page.locator('form#add')
  await form.getByLabel('With', { exact: true }).selectOption('jobcentre')
  await form.getByLabel('Day').fill('2027-03-28')
  await form.getByLabel('Time').fill('01:30')
  await form.getByLabel('Place', { exact: false }).first().fill('Wood Green')
  await Promise.all([page.waitForNavigation(), form.getByRole('button', { name: 'Add the appointment' }).click()])
  assert.match(await page.locator('.govuk-error-summary').innerText(), /This time does not exist/)
  assert.equal(await page.locator('#add-time').inputValue(), '01:30')
  assert.equal(await page.locator('#add-place').inputValue(), 'Wood Green')
  await page.locator('.govuk-error-summary a').click()
  assert.equal(await page.evaluate(() => location.hash), '#add-time')
}, wide, { javaScriptEnabled: false }).catch(ignore422))

test('an appointment is made, moved and cancelled: reminder, correction, silence', () => visit(async page => {
  const address = await openPerson(page, 'Appleby', 'released')
  await page.getByText('Add an appointment').click()
  const form = page.locator('form#add')
  await form.getByLabel('With', { exact: true }).selectOption('jobcentre')
  await form.getByLabel('Day').fill('2026-11-25')
  await form.getByLabel('Time').fill('14:00')
  await form.locator('#add-place').fill('Northfield House')
  await form.getByLabel('The name of the place is safe to text').check()
  await press(page, form, 'Add the appointment')
  assert.match(await page.locator('[role=alert]').innerText(), /The appointment is booked/)
  assert.deepEqual(await texts(page, 'Northfield House'), [], 'nothing has gone yet')

  await nextDay(page, /Tuesday 24 November 2026/)
  await nextDay(page, /Wednesday 25 November 2026/)
  const [reminder] = await waitFor(page, 'Northfield House', 1)
  assert.match(reminder, /You have an appointment.* at 2pm today, Wednesday 25 November, at Northfield House/s)

  await open(page, address)
  const row = page.locator('tr[data-appointment]', { hasText: 'Northfield House' })
  await row.getByText('Move or change').click()
  const move = row.locator('form[id^=move-]')
  await move.getByLabel('Time').fill('16:30')
  await press(page, move, 'Save the change')
  const [, correction] = await waitFor(page, 'Northfield House', 2)
  assert.match(correction, /has changed: it is now at 4:30pm today, Wednesday 25 November, at Northfield House/s)

  await open(page, address)
  await row.locator('summary', { hasText: 'Cancel' }).click()
  await press(page, row.locator('form[id^=cancel-]'), 'Cancel the appointment')
  assert.match(await page.locator('[role=alert]').innerText(), /The appointment is cancelled/)
  assert.match(await row.innerText(), /Cancelled\s+a text told of it on Wed 25 Nov, and none takes it back: tell the person/)
  await row.locator('summary', { hasText: 'History' }).click()
  assert.match(await row.innerText(), /Moved to Wednesday 25 November 2026 at 4:30pm.*by Lee Link/s)
  await nextDay(page, /Thursday 26 November 2026/)
  await page.waitForTimeout(3000)
  assert.equal((await texts(page, 'Northfield House')).length, 2, 'silence')
}))

/** ignore422 lets pass what Chromium says of a form that was refused: that is what the test is about. */
function ignore422 (problem) {
  if (!/422/.test(problem.message) || !problem.message.startsWith('the browser complained')) throw problem
}
