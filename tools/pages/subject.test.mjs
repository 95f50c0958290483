// A person's request for what is held about them, from the day on which it came
// to the paper; and a number in a box, which comes back to be looked at.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { axeFindings, sidewaysScroll, wide } from './browser.mjs'
import { house } from './house.mjs'
import { enter, follow, open, signInAs } from './places.mjs'

const here = house()
const { visit } = here
const main = page => page.locator('main')

async function press (page, words) {
  await Promise.all([page.waitForNavigation(), main(page).getByRole('button', { name: words }).first().click()])
  await proveIfAsked(page)
}

/** proveIfAsked is one press in the demo, where an action asks for a fresh proof. */
async function proveIfAsked (page) {
  const proof = main(page).getByRole('button', { name: 'It is me, go on' })
  if (await proof.count() > 0) await Promise.all([page.waitForNavigation(), proof.click()])
}

async function sound (page) {
  assert.deepEqual(await axeFindings(page), [], page.url())
  assert.deepEqual(await sidewaysScroll(page), [], page.url())
}

let reference

test('a number in a note comes back, and is taken out or confirmed', () => visit(async page => {
  await enter(page)
  await follow(page, 'main a[href^="/releases/"]')
  reference = new URL(page.url()).pathname.split('/')[2]
  await open(page, `/releases/${reference}/record/note`)
  await page.getByLabel('An opinion').check()
  await page.getByLabel('The note').fill('Her sister Ann Other is on 07700 900123, week 12 at 10:30')
  await press(page, 'Save the note')
  assert.match(await main(page).innerText(), /07700 900123, a telephone number: it belongs here/)
  await sound(page)
  await main(page).locator('.govuk-error-summary a').first().click()
  assert.equal(await page.evaluate(() => document.activeElement.id), 'free-body')
  await page.getByLabel('What you wrote').fill('Her sister Ann Other rings in week 12 at 10:30')
  await press(page, 'Save')
  const told = await main(page).innerText()
  assert.match(told, /It is recorded/)
  assert.match(told, /Opinion: Her sister Ann Other rings/)
  assert.match(told, /convicted of an offence/)
}, wide, { complains: /422/ }))

test('what is held is put together, read twice and given', () => visit(async page => {
  await signInAs(page, 'information lead')
  await follow(page, 'header nav a[href="/subject-access"]')
  assert.match(await main(page).innerText(), /No request is open/)
  await open(page, '/')
  await page.getByLabel('Reference or prison number').fill(reference)
  await press(page, 'Show what was done')
  await page.getByLabel('On which day did the request come?').fill('2026-11-20')
  await sound(page)
  await press(page, 'Start a request for what is held')
  await proveIfAsked(page)
  const address = new URL(page.url()).pathname
  await press(page, 'Put the answer together')
  await Promise.all([page.waitForNavigation(), main(page).getByRole('link', { name: /^Withhold What it says: Her sister/ }).click()])
  await press(page, 'Mark it for the second reader')
  assert.match(await main(page).innerText(), /Choose the reason that the law gives/)
  await sound(page)
  await page.getByLabel('Which words?').fill('Ann Other')
  await page.getByLabel(/rights and freedoms of others/).check()
  await page.getByLabel('Why is it necessary').fill('She did not agree to be named')
  await press(page, 'Mark it for the second reader')
  assert.match(await main(page).innerText(), /waits for a second reader/)
  await signInAs(page, 'unit coordinator')
  await open(page, '/unit')
  await follow(page, 'main a[href="/subject-access"]')
  await Promise.all([page.waitForNavigation(), main(page).getByRole('link', { name: `Reference ${reference}` }).click()])
  await proveIfAsked(page)
  await sound(page)
  await press(page, 'I agree: withhold it')
  await signInAs(page, 'information lead')
  await open(page, address)
  await proveIfAsked(page)
  await press(page, 'I have read it: give the answer')
  await Promise.all([page.waitForNavigation(), main(page).getByRole('link', { name: 'The answer on paper' }).click()])
  const paper = await main(page).innerText()
  assert.match(paper, /Her sister \[taken out\] rings/)
  assert.match(paper, /1 part is withheld/)
  assert.doesNotMatch(paper, /Ann Other/)
  await sound(page)
  const pdf = await page.pdf({ format: 'A4' })
  assert.ok(pdf.length > 10_000)
}, wide, { complains: /422/ }))
