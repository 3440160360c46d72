#!/usr/bin/env python3
"""Makes the NuGet package of the C# binding, without NuGet, from what the CMake build has left in a folder:
bin/Cnnviz.dll with its documentation, bin/runtimes, licenses.

Usage: package.py VERSION FOLDER PACKAGE
"""
import pathlib
import sys
import zipfile

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
OLDEST = (1980, 1, 1, 0, 0, 0)  # equal files make an equal package

MANIFEST = """<?xml version="1.0" encoding="utf-8"?>
<package xmlns="http://schemas.microsoft.com/packaging/2013/05/nuspec.xsd">
  <metadata>
    <id>Cnnviz</id>
    <version>{version}</version>
    <authors>cnnviz</authors>
    <license type="file">LICENSE</license>
    <readme>README.md</readme>
    <requireLicenseAcceptance>false</requireLicenseAcceptance>
    <description>See what a convolutional network has learnt: explains any ONNX model, forward and backward. For
      Linux x86-64, with the native library inside.</description>
    <tags>ONNX CNN saliency Grad-CAM visualization explainability</tags>
    <dependencies>
      <group targetFramework=".NETStandard2.0" />
    </dependencies>
  </metadata>
</package>
"""
RELATIONS = """<?xml version="1.0" encoding="utf-8"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
  <Relationship Type="http://schemas.microsoft.com/packaging/2010/07/manifest" Target="/Cnnviz.nuspec" Id="R1" />
</Relationships>
"""
TYPES = {"rels": "application/vnd.openxmlformats-package.relationships+xml"}


def content_types(names):
    """By extension; a file without one is named, and so is libx.so.1, whose extension is a number."""
    lines = []
    extensions = {name.rpartition("/")[2].partition(".")[2] for name in names}
    for extension in sorted({found for found in extensions if found and "." not in found}):
        kind = TYPES.get(extension, "application/octet-stream")
        lines.append(f'  <Default Extension="{extension}" ContentType="{kind}" />')
    for name in sorted(names):
        extension = name.rpartition("/")[2].partition(".")[2]
        if not extension or "." in extension:
            lines.append(f'  <Override PartName="/{name}" ContentType="application/octet-stream" />')
    return ('<?xml version="1.0" encoding="utf-8"?>\n'
            '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">\n'
            + "\n".join(lines) + "\n</Types>\n")


def main():
    version, folder, package = sys.argv[1], pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3])
    files = {"_rels/.rels": RELATIONS.encode(), "Cnnviz.nuspec": MANIFEST.format(version=version).encode(),
             "README.md": (HERE / "README.md").read_bytes(), "LICENSE": (ROOT / "LICENSE").read_bytes(),
             "NOTICE": (ROOT / "NOTICE").read_bytes()}
    for name in ("Cnnviz.dll", "Cnnviz.xml"):
        files[f"lib/netstandard2.0/{name}"] = (folder / "bin" / name).read_bytes()
    for path in sorted((folder / "bin" / "runtimes").rglob("*.so*")):
        files[str(path.relative_to(folder / "bin"))] = path.read_bytes()
    for path in sorted((folder / "licenses").glob("*.txt")):
        files[f"licenses/{path.name}"] = path.read_bytes()
    files = {"[Content_Types].xml": content_types(files).encode()} | files
    with zipfile.ZipFile(package, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            entry = zipfile.ZipInfo(name, OLDEST)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, data)
    print(f"{package.name}: {len(files)} files, {package.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
