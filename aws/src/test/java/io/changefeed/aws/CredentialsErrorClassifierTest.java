/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.aws;

import static org.assertj.core.api.Assertions.assertThat;

import io.changefeed.aws.CredentialsErrorClassifier.Verdict;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import org.junit.jupiter.api.Test;

class CredentialsErrorClassifierTest {
    private static final String TOKEN = "/var/run/secrets/token";

    @Test
    void fileThatIsMissingOrNotPermittedHasNoCredentials() {
        assertThat(verdict(new NoSuchFileException(TOKEN))).isEqualTo(Verdict.ABSENT);
        assertThat(verdict(new AccessDeniedException(TOKEN))).isEqualTo(Verdict.ABSENT);
    }

    @Test
    void fileThatCannotBeReadNowMayHaveCredentialsLater() {
        assertThat(verdict(new FileSystemException(TOKEN, null, "Too many open files")))
                .isEqualTo(Verdict.TRANSIENT);
    }

    private static Verdict verdict(IOException failure) {
        return CredentialsErrorClassifier.verdict(new UncheckedIOException(failure));
    }
}
