package org.endorm.scoring.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServerAddressTest {
  @ParameterizedTest
  @CsvSource({
    "http://host:8000, http://host:8000",
    "http://host:8000/, http://host:8000",
    "http://host:8000/v1, http://host:8000",
    "http://host:8000/v1/, http://host:8000",
    "http://host/v1/completions, http://host",
    "https://host/team/a/v1, https://host/team/a",
    "https://host/team/a/, https://host/team/a",
    "http://[::1]:80/v1, http://[::1]:80"
  })
  void theVersionBelongsToTheProtocol(String url, String root) {
    ServerAddress address = ServerAddress.of(URI.create(url));
    assertThat(address).isEqualTo(new ServerAddress(root, null));
    assertThat(address.protocol("/models")).hasToString(root + "/v1/models");
    assertThat(address.beside("/tokenize")).hasToString(root + "/tokenize");
  }

  @Test
  void theModelStandsBehindAHash() {
    ServerAddress address = ServerAddress.of(URI.create("http://host/v1#org/name-7b"));
    assertThat(address.model()).isEqualTo("org/name-7b");
    assertThat(address).hasToString("http://host#org/name-7b");
  }

  @Test
  void secretsInUrlsAreRefusedAndNotRepeated() {
    assertThatThrownBy(() -> ServerAddress.of(URI.create("http://me:hunter2@host/v1")))
        .isInstanceOf(ServerException.class)
        .hasMessageContaining("ENDORM_API_KEY")
        .hasMessageNotContaining("hunter2");
    assertThatThrownBy(() -> ServerAddress.of(URI.create("http://host/v1?key=1")))
        .isInstanceOf(ServerException.class);
  }
}
