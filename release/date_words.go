package release

import "throughgate/internal/wording"

// Words names the type as an officer would, to stand before "date".
func (t DateType) Words() wording.Text {
	switch t {
	case CRD:
		return "conditional release"
	case ARD:
		return "automatic release"
	case NPD:
		return "non-parole release"
	case PED:
		return "parole eligibility"
	case APD:
		return "approved parole"
	case HDCED:
		return "curfew eligibility"
	case HDCAD:
		return "approved curfew"
	case PRRD:
		return "post-recall release"
	case ETD:
		return "early transfer"
	case MTD:
		return "mid transfer"
	case LTD:
		return "late transfer"
	case Tariff:
		return "tariff"
	case ERSED:
		return "early removal"
	case ROTL:
		return "temporary release"
	case SED:
		return "sentence expiry"
	case LED:
		return "licence expiry"
	case SLED:
		return "sentence and licence expiry"
	case TUSED:
		return "post-sentence supervision expiry"
	case Confirmed:
		return "confirmed release"
	}
	return "release"
}
