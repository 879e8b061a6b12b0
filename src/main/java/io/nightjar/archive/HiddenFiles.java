package io.nightjar.archive;

/** What becomes of files and folders whose names begin with a dot or an underscore. */
public enum HiddenFiles {
  /** They are passed over, as everywhere in Hadoop. */
  SKIP {
    @Override
    public boolean shows(String name) {
      return !name.startsWith(".") && !name.startsWith("_");
    }
  },
  /** They are read like any other. */
  INCLUDE {
    @Override
    public boolean shows(String name) {
      return true;
    }
  };

  /** True if something of this name counts. */
  public abstract boolean shows(String name);
}
