package access

import (
	"context"
	"crypto/rand"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/internal/fault"
	"throughgate/internal/pg"
)

// Arrival is how far somebody has come: in, or before the second factor.
type Arrival struct {
	SessionData
	Stage Stage
	Half  string // the token by which a sign-in goes on that is half done
}

// SetUp is what whoever sets a second factor up is shown.
type SetUp struct {
	Email   string
	Secret  string // to type into an app
	Address string // otpauth://, to be shown as a QR code
	Pretend string // the code that an app would show; in the demo alone
}

// second lets somebody in whose first factor was right, or asks for the second.
func (d *Door) second(ctx context.Context, tx pgx.Tx, now time.Time, h half, place string) (Arrival, error) {
	in := Arrival{SessionData: SessionData{Account: h.AccountID, Epoch: h.Epoch}}
	if d.rules.Exempt != nil && d.rules.Exempt(h.Email) {
		return in, d.arrive(ctx, tx, now, h.AccountID, h.Email, place, h.How)
	}
	factor, err := readFactor(ctx, tx, h.AccountID)
	if err != nil {
		return in, err
	}
	h.Stage = StageCode
	if len(factor.Secret) == 0 {
		h.Stage = StageSetUp
	}
	return d.beginHalf(ctx, tx, now, h)
}

func (d *Door) beginHalf(ctx context.Context, tx pgx.Tx, now time.Time, h half) (in Arrival, err error) {
	in = Arrival{SessionData: SessionData{Account: h.AccountID, Epoch: h.Epoch}, Stage: h.Stage}
	if h.Stage == StageSetUp {
		secret := make([]byte, secretBytes)
		if _, err := rand.Read(secret); err != nil {
			return in, fmt.Errorf("make a secret: %w", err)
		}
		if h.Secret, err = d.sealed(h.AccountID, secret); err != nil {
			return in, err
		}
	}
	if in.Half, err = newToken(); err != nil {
		return in, err
	}
	return in, insertHalf(ctx, tx, now, d.rules.Keys, in.Half, h)
}

func (d *Door) sealed(account int64, secret []byte) ([]byte, error) {
	var nonce [nonceBytes]byte
	if _, err := rand.Read(nonce[:]); err != nil {
		return nil, fmt.Errorf("make a nonce: %w", err)
	}
	return d.rules.Keys.seal(nonce, account, secret)
}

// Stage tells what a sign-in that is half done waits for. Errors: fault.NotFound.
func (d *Door) Stage(ctx context.Context, token string) (stage Stage, set SetUp, err error) {
	var h half
	err = pg.ReadTx(ctx, d.pool, AtTheDoor, func(tx pgx.Tx) error {
		if h, err = readHalf(ctx, tx, d.now(), d.rules.Keys, token); err != nil || h.Stage == StageSetUp {
			return err
		}
		set.Pretend, err = d.pretendCode(ctx, tx, h.AccountID)
		return err
	})
	set.Email = h.Email
	if err != nil || h.Stage != StageSetUp {
		return h.Stage, set, err
	}
	secret, _, err := d.rules.Keys.open(h.AccountID, h.Secret)
	if err != nil {
		return h.Stage, set, err
	}
	set.Secret, set.Address = secretText(secret), secretAddress(secret, h.Email)
	if d.rules.Pretend {
		set.Pretend, err = codeAt(secret, stepOf(d.now()))
	}
	return h.Stage, set, err
}

// pretendCode is the next code of an account that would be taken, in the demo.
func (d *Door) pretendCode(ctx context.Context, tx pgx.Tx, account int64) (string, error) {
	if !d.rules.Pretend {
		return "", nil
	}
	factor, err := readFactor(ctx, tx, account)
	if err != nil || len(factor.Secret) == 0 {
		return "", err
	}
	secret, _, err := d.rules.Keys.open(account, factor.Secret)
	if err != nil {
		return "", err
	}
	return codeAt(secret, max(stepOf(d.now()), factor.LastStep+1))
}

// GiveCode takes the code of the second factor, or a recovery code, and lets in.
// Errors: fault.NotFound (the sign-in is over), fault.Refused (the code), *TooSoon.
func (d *Door) GiveCode(ctx context.Context, token, code, place string) (in Arrival, err error) {
	now := d.now()
	err = d.atHalf(ctx, now, token, place, StageCode, func(tx pgx.Tx, h half) (by string, err error) {
		in = Arrival{SessionData: SessionData{Account: h.AccountID, Epoch: h.Epoch}}
		return d.checkCode(ctx, tx, now, h.AccountID, code)
	})
	return in, err
}

// FinishSetUp stores the second factor of whoever shows by a code that the app
// has it, lets them in, and gives their recovery codes. Errors: as of GiveCode;
// fault.Conflict: it was set up elsewhere meanwhile.
func (d *Door) FinishSetUp(ctx context.Context, token, code, place string) (in Arrival, codes []string, err error) {
	now := d.now()
	err = d.atHalf(ctx, now, token, place, StageSetUp, func(tx pgx.Tx, h half) (by string, err error) {
		in = Arrival{SessionData: SessionData{Account: h.AccountID, Epoch: h.Epoch}}
		secret, _, err := d.rules.Keys.open(h.AccountID, h.Secret)
		if err != nil {
			return "", err
		}
		step, ok, err := matchCode(secret, plainCode(code), now, 0)
		if err != nil || !ok {
			return "", err
		}
		stored, err := storeFactor(ctx, tx, now, h.AccountID, h.Secret, step, h.Replaces)
		if err != nil {
			return "", err
		}
		if !stored {
			return "", fault.Conflict("A second factor was set up for this account meanwhile. Sign in again, with a code of it")
		}
		if codes, err = renewRecoveryCodes(ctx, tx, now, h.AccountID); err != nil {
			return "", err
		}
		detail := "second factor set up"
		if h.Replaces {
			detail = "second factor replaced"
		}
		return "second factor", Record(ctx, tx, now, Actor{AccountID: h.AccountID}, Entry{Action: Alter, ObjectKind: "account", ObjectID: h.AccountID, Detail: detail})
	})
	return in, codes, err
}

// atHalf does the second half of a sign-in: check says by what it is right, ""
// where it is not. Tries are counted with those of passphrases.
func (d *Door) atHalf(ctx context.Context, now time.Time, token, place string, stage Stage, check func(pgx.Tx, half) (by string, err error)) error {
	var h half
	err := pg.ReadTx(ctx, d.pool, AtTheDoor, func(tx pgx.Tx) (err error) {
		h, err = readHalf(ctx, tx, now, d.rules.Keys, token)
		return err
	})
	if err != nil {
		return err
	}
	if h.Stage != stage {
		return fault.NotFound("sign-in")
	}
	leave, err := d.codeTurn(ctx, h.Email, place)
	if err != nil {
		return err
	}
	defer leave()
	by := ""
	err = pg.InTx(ctx, d.pool, AtTheDoor, func(tx pgx.Tx) (err error) {
		if by, err = check(tx, h); err != nil || by == "" {
			return err
		}
		if err := endHalf(ctx, tx, d.rules.Keys, token); err != nil {
			return err
		}
		return d.arrive(ctx, tx, now, h.AccountID, h.Email, place, h.How+", "+by)
	})
	if err != nil || by != "" {
		return err
	}
	return d.wrongCode(ctx, now, h.Holder, place, "code")
}

func (d *Door) wrongCode(ctx context.Context, now time.Time, at Holder, place, by string) error {
	if err := d.countAgainst(ctx, now, at, place, by); err != nil {
		return err
	}
	return fault.Refused("The code is not right, or was used already. Wait for the next one in your app, and enter it here")
}

// checkCode says by what a code is right: the app's, or a recovery code; "" where
// it is neither. Either counts once.
func (d *Door) checkCode(ctx context.Context, tx pgx.Tx, now time.Time, account int64, typed string) (by string, err error) {
	plain := plainCode(typed)
	if !isAppCode(plain) {
		used, err := useRecoveryCode(ctx, tx, now, account, recoveryHash(account, plain))
		if err != nil || !used {
			return "", err
		}
		return "recovery code", nil
	}
	factor, err := readFactor(ctx, tx, account)
	if err != nil || len(factor.Secret) == 0 {
		return "", err
	}
	secret, older, err := d.rules.Keys.open(account, factor.Secret)
	if err != nil {
		return "", err
	}
	step, ok, err := matchCode(secret, plain, now, factor.LastStep)
	if err != nil || !ok {
		return "", err
	}
	if used, err := useStep(ctx, tx, account, step); err != nil || !used {
		return "", err
	}
	if older {
		renewed, err := d.sealed(account, secret)
		if err != nil {
			return "", err
		}
		if err := resealFactor(ctx, tx, account, factor.Secret, renewed); err != nil {
			return "", err
		}
	}
	return "code", nil
}

// FactorState tells how the second factor of somebody stands.
func (d *Door) FactorState(ctx context.Context, who Actor) (state FactorState, err error) {
	err = pg.ReadTx(ctx, d.pool, AtTheDoor, func(tx pgx.Tx) error {
		state, err = ReadFactorState(ctx, tx, who.AccountID)
		return err
	})
	return state, err
}

// RenewRecoveryCodes gives an account new recovery codes; those before are worth
// nothing. The caller has asked for a proof.
func (d *Door) RenewRecoveryCodes(ctx context.Context, who Actor) (codes []string, err error) {
	err = pg.InTx(ctx, d.pool, AtTheDoor, func(tx pgx.Tx) error {
		if codes, err = renewRecoveryCodes(ctx, tx, d.now(), who.AccountID); err != nil {
			return err
		}
		return Record(ctx, tx, d.now(), who, Entry{Action: Alter, ObjectKind: "account", ObjectID: who.AccountID, Detail: "recovery codes renewed"})
	})
	return codes, err
}

// ReplaceFactor begins to set another second factor up for whoever is in: theirs
// holds until the new one is shown to work. The caller has asked for a proof.
func (d *Door) ReplaceFactor(ctx context.Context, who Actor) (in Arrival, err error) {
	err = pg.InTx(ctx, d.pool, AtTheDoor, func(tx pgx.Tx) error {
		h := half{Stage: StageSetUp, Replaces: true, How: "another second factor"}
		p, err := readProver(ctx, tx, who.AccountID)
		if err != nil {
			return err
		}
		h.Holder = p.Holder
		if err := tx.QueryRow(ctx, `SELECT session_epoch FROM account WHERE id = $1`, who.AccountID).Scan(&h.Epoch); err != nil {
			return fmt.Errorf("read account: %w", err)
		}
		in, err = d.beginHalf(ctx, tx, d.now(), h)
		return err
	})
	return in, err
}

func renewRecoveryCodes(ctx context.Context, tx pgx.Tx, now time.Time, account int64) (codes []string, err error) {
	var hashes [][]byte
	for range RecoveryCodes {
		plain := strings.ToLower(rand.Text()[:recoveryLength])
		codes, hashes = append(codes, recoveryWords(plain)), append(hashes, recoveryHash(account, plain))
	}
	return codes, replaceRecoveryCodes(ctx, tx, now, account, hashes)
}
