package dev.tradepost.platform.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;

import javax.crypto.AEADBadTagException;
import javax.crypto.spec.SecretKeySpec;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Known answers: AES-256 test cases 13 to 16 of "The Galois/Counter Mode of Operation", as submitted to NIST. */
class AesGcmTest {

    private static final HexFormat HEX = HexFormat.of();

    @ParameterizedTest
    @CsvSource(textBlock = """
            0000000000000000000000000000000000000000000000000000000000000000, 000000000000000000000000, '', '', '', 530f8afbc74536b9a963b4f1c4cb738b
            0000000000000000000000000000000000000000000000000000000000000000, 000000000000000000000000, 00000000000000000000000000000000, '', cea7403d4d606b6e074ec5d3baf39d18, d0d1c8a799996bf0265b98b5d48ab919
            feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308, cafebabefacedbaddecaf888, d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b391aafd255, '', 522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662898015ad, b094dac5d93471bdec1a502270e3cc6c
            feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308, cafebabefacedbaddecaf888, d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39, feedfacedeadbeeffeedfacedeadbeefabaddad2, 522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662, 76fc6ece0f4e1768cddf8853bb2d551b
            """)
    void it_gives_the_known_answers_and_takes_them_back(String key, String nonce, String plain, String associated,
            String ciphertext, String tag) throws Exception {
        SecretKeySpec secret = new SecretKeySpec(HEX.parseHex(key), "AES");
        byte[] sealed = AesGcm.encrypt(secret, HEX.parseHex(nonce), HEX.parseHex(plain), HEX.parseHex(associated));
        assertThat(HEX.formatHex(sealed)).isEqualTo(ciphertext + tag);
        assertThat(HEX.formatHex(AesGcm.decrypt(secret, HEX.parseHex(nonce), sealed, HEX.parseHex(associated))))
                .isEqualTo(plain);
        sealed[sealed.length - 1] ^= 1;
        assertThatThrownBy(() -> AesGcm.decrypt(secret, HEX.parseHex(nonce), sealed, HEX.parseHex(associated)))
                .isInstanceOf(AEADBadTagException.class);
    }
}
