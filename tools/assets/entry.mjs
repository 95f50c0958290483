// The pages work without this script; it only makes them handier: the phone
// menu, the date picker, sortable tables, error summaries that take focus.
import { initAll as startGovuk } from 'govuk-frontend'
import { initAll as startMoj } from '@ministryofjustice/frontend'

startGovuk()
startMoj()
