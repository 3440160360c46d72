#!/usr/bin/env python3
"""The NuGet package holds what NuGet wants, and unpacked into a clean folder it is all that a program needs:
one saliency map, with every library but the system's from the package.

Usage: check_package.py PACKAGE PROJECT_FOLDER MCS MONO
"""
import os
import pathlib
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as xml
import zipfile

PROGRAM = """
using System;
using System.IO;
using System.Linq;
using Cnnviz;

public static class Program
{
    public static void Main(string[] words)
    {
        using (var model = new Model(words[0]))
        using (var photo = new Image(words[1]))
        using (Result result = model.Saliency(photo, "class:cat"))
        {
            Console.WriteLine(result.Tensor("gradient"));
        }
        foreach (string line in File.ReadAllLines("/proc/self/maps").Where(line => line.Contains(".so")))
        {
            Console.WriteLine(line.Substring(line.IndexOf('/')));
        }
    }
}
"""


def check_form(archive):
    """What NuGet reads before it looks at the files."""
    names = archive.namelist()
    types = xml.fromstring(archive.read("[Content_Types].xml"))
    extensions = {part.get("Extension") for part in types if part.get("Extension")}
    parts = {part.get("PartName") for part in types if part.get("PartName")}
    for name in names:
        if name != "[Content_Types].xml":
            assert name.rpartition(".")[2] in extensions or f"/{name}" in parts, f"no content type: {name}"
    relation = xml.fromstring(archive.read("_rels/.rels"))[0]
    manifest = xml.fromstring(archive.read(relation.get("Target").lstrip("/")))
    space = manifest.tag.partition("}")[0] + "}"
    stated = {field.tag.removeprefix(space): field.text for field in manifest[0]}
    assert stated["id"] == "Cnnviz" and stated["license"] in names and stated["readme"] in names, stated
    assert archive.filename.endswith(f"Cnnviz.{stated['version']}.nupkg"), stated["version"]
    docs = xml.fromstring(archive.read("lib/netstandard2.0/Cnnviz.xml"))
    members = [member.get("name") for member in docs.iter("member")]
    assert any(name.startswith("M:Cnnviz.Model.Saliency(") for name in members), members[:9]
    return names


def main():
    package, root, mcs, mono = sys.argv[1:]
    environment = {"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/")}
    with tempfile.TemporaryDirectory() as place, zipfile.ZipFile(package) as archive:
        folder = pathlib.Path(place).resolve()
        names = check_form(archive)
        archive.extractall(folder / "cnnviz")
        native = [name.rpartition("/")[2] for name in names if name.startswith("runtimes/linux-x64/native/")]
        assert {"libcnnviz_csharp.so", "libcnnviz.so.0"} <= set(native), native
        assembly = folder / "cnnviz/lib/netstandard2.0/Cnnviz.dll"
        (folder / "Program.cs").write_text(PROGRAM, encoding="utf-8")
        subprocess.run([mcs, f"-r:{assembly}", "Program.cs"], cwd=folder, check=True)
        words = [f"{root}/examples/demo_model/demo.onnx", f"{root}/examples/demo_model/samples/cat.png"]
        said = subprocess.run([mono, "Program.exe", *words], cwd=folder, check=True, capture_output=True, text=True,
                              env=environment | {"MONO_PATH": str(assembly.parent)}).stdout
        assert said.startswith("Tensor Float32 [1, 3, 128, 128]\n"), said
        for name in native:
            assert f"{folder}/cnnviz/runtimes/linux-x64/native/{name}" in said, f"{name} is not the package's:\n{said}"
    print(f"{len(names)} files, {len(native)} of them native, all loaded from the package")


if __name__ == "__main__":
    main()
