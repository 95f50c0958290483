package intake

import (
	"context"
	"fmt"
	"io"

	"throughgate/access"
	"throughgate/internal/calendar"
	"throughgate/release"
)

// Forecaster answers what a list of people would ask of services.
type Forecaster interface {
	Forecast(ctx context.Context, who access.Actor, list []release.ForecastRow) (*release.Forecast, error)
}

// ForecastFile reads a list of people, by prison number or reference, and the
// days on which they would leave (CSV or XLSX: prison_number or reference, day),
// and says what services would be asked, before and after. day, where it is not
// zero, is for rows without one. Nothing is stored. Rows that cannot be used are
// named in the forecast; a *RefusedFile says why the whole cannot.
func (im *Importer) ForecastFile(ctx context.Context, who access.Actor, file io.Reader, day calendar.Date) (*release.Forecast, error) {
	return im.forecast(ctx, who)(readForecast(file, day))
}

// ForecastPasted is ForecastFile of numbers and references as they are pasted,
// all with one day.
func (im *Importer) ForecastPasted(ctx context.Context, who access.Actor, text string, day calendar.Date) (*release.Forecast, error) {
	return im.forecast(ctx, who)(readPasted(text, day))
}

func (im *Importer) forecast(ctx context.Context, who access.Actor) func(*forecastFile, error) (*release.Forecast, error) {
	return func(read *forecastFile, err error) (*release.Forecast, error) {
		if err != nil {
			return nil, fmt.Errorf("forecast: %w", err)
		}
		f, err := im.Forecaster.Forecast(ctx, who, read.list)
		if err != nil {
			return nil, fmt.Errorf("forecast: %w", err)
		}
		f.WithFile(read.rows, read.unread, read.ignored)
		return f, nil
	}
}
