package io.nightjar;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SecretsTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "spark.hadoop.fs.s3a.secret.key",
        "spark.hadoop.fs.s3a.access.key",
        "spark.hadoop.fs.s3a.session.token",
        "catalog.properties.jdbc.password",
        "catalog.properties.credential",
        "catalog.properties.oauth2.token",
        "spark.hadoop.fs.azure.sas.container.account.blob.core.windows.net",
        "spark.hadoop.fs.azure.account.key.account.dfs.core.windows.net",
        "spark.hadoop.fs.s3a.server-side-encryption.key",
        "spark.ssl.keyPassword",
        "API_KEY"
      })
  void keysThatAreNamedLikeSecretsAre(String key) {
    assertThat(Secrets.isSecret(key)).isTrue();
    assertThat(Secrets.shown(key, "hunter2")).isEqualTo("***");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "archive.path",
        "archive.sassafras",
        "training.seed",
        "spark.hadoop.fs.s3a.aws.credentials.provider",
        "spark.ssl.keyStorePassword.file"
      })
  void othersAreNot(String key) {
    assertThat(Secrets.isSecret(key)).isFalse();
    assertThat(Secrets.shown(key, "x")).isEqualTo("x");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "jdbc:postgresql://me:pa@ss:w@host/db | jdbc:postgresql://me:***@host/db",
        "s3a://KEY:se%2Fcret@bucket/x and hdfs://nn:8020/a@b | s3a://KEY:***@bucket/x and hdfs://nn:8020/a@b",
        "jdbc:postgresql://host/db?user=me&password=hunter2&ssl=true | jdbc:postgresql://host/db?user=me&password=***&ssl=true",
        "https://x/y?sig=abc%3D&se=2026 | https://x/y?sig=***&se=2026",
        "{\"password\": \"a b\", \"user\":\"me\"} | {\"password\": ***, \"user\":\"me\"}",
        "spark.hadoop.fs.s3a.secret.key=abc: no | spark.hadoop.fs.s3a.secret.key=*** no",
        "fs.s3a.aws.credentials.provider=a.B | fs.s3a.aws.credentials.provider=a.B",
        "epochs=3 out/token.bundle design=4 | epochs=3 out/token.bundle design=4",
      })
  void textIsMaskedByWhatItLooksLike(String text, String masked) {
    assertThat(Secrets.NONE.masked(text)).isEqualTo(masked);
    assertThat(Secrets.NONE.masked(masked)).isEqualTo(masked);
  }

  @Test
  void valuesAreMaskedWhereverTheyAppear() {
    Map<String, String> settings =
        Map.of("jdbc.password", "hunter2", "a.token", "hunter22", "b.token", "x", "c", "plain");
    Secrets secrets = Secrets.among(settings.entrySet());

    assertThat(secrets.values()).isEqualTo(List.of("hunter22", "hunter2"));
    assertThat(secrets.masked("not hunter22, hunter2, x, plain"))
        .isEqualTo("not ***, ***, x, plain");
  }
}
