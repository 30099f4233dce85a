package auth

import (
	"crypto"
	"crypto/hmac"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/asn1"
	"errors"
	"math/big"
)

// sign signs by an algorithm that fits the key (RFC 7518, section 3; RFC 8037, section 3.1).
func (k Key) sign(algorithm string, input []byte) ([]byte, error) {
	digest := sha256.Sum256(input)
	switch algorithm {
	case "HS256":
		mac := hmac.New(sha256.New, k.secret)
		mac.Write(input)
		return mac.Sum(nil), nil
	case "PS256":
		return k.signer.Sign(rand.Reader, digest[:], &rsa.PSSOptions{SaltLength: rsa.PSSSaltLengthEqualsHash, Hash: crypto.SHA256})
	case "EdDSA":
		return k.signer.Sign(rand.Reader, input, crypto.Hash(0))
	case "ES256":
		return k.signES256(digest[:])
	}
	return k.signer.Sign(rand.Reader, digest[:], crypto.SHA256)
}

// signES256 returns the two numbers one after the other. Signers give them in ASN.1.
func (k Key) signES256(digest []byte) ([]byte, error) {
	der, err := k.signer.Sign(rand.Reader, digest, crypto.SHA256)
	if err != nil {
		return nil, err
	}
	var numbers struct{ R, S *big.Int }
	const size = 32
	rest, err := asn1.Unmarshal(der, &numbers)
	if err != nil || len(rest) > 0 || !fits(numbers.R, size) || !fits(numbers.S, size) {
		return nil, errors.New("the signer's signature is not one of ECDSA on P-256")
	}
	signature := make([]byte, 2*size)
	numbers.R.FillBytes(signature[:size])
	numbers.S.FillBytes(signature[size:])
	return signature, nil
}

func fits(n *big.Int, size int) bool { return n.Sign() > 0 && n.BitLen() <= 8*size }
