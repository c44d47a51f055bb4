// The rights of files are part of what is tested, and Windows has none of this kind.
[assembly: System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
