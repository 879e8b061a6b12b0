package io.nightjar.runtime;

import java.io.IOException;
import org.apache.hadoop.security.UserGroupInformation;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The user that this process runs as, who in a container may be a number without a name. */
public final class ProcessUser {
  private static final Logger LOG = LoggerFactory.getLogger(ProcessUser.class);

  /** What Java has for a name or a home that the system does not know. */
  private static final String UNKNOWN = "?";

  private ProcessUser() {}

  /**
   * Gives a user without a name one, the number. Hadoop's login takes nothing else and fails with a
   * NullPointerException; call it before the first class of Hadoop's or Spark's asks who runs it.
   */
  public static void requireName() {
    if (!UNKNOWN.equals(System.getProperty("user.name"))) {
      return;
    }
    String name = number();
    System.setProperty("user.name", name);
    if (UNKNOWN.equals(System.getProperty("user.home"))) {
      // Else libraries make a folder of that name where the process runs.
      System.setProperty("user.home", System.getProperty("java.io.tmpdir"));
    }
    if (!UserGroupInformation.isSecurityEnabled()) {
      UserGroupInformation.setLoginUser(UserGroupInformation.createRemoteUser(name));
    }
  }

  private static String number() {
    try {
      return Integer.toUnsignedString(PrivateFolder.user());
    } catch (IOException e) {
      LOG.warn("Cannot tell the number of the user", e);
      return "nobody";
    }
  }
}
