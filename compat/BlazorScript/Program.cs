// Copies one embedded resource out of an assembly without loading it: the assembly may be built for another system.
// Arguments: the assembly, the resource's name, the file to write.
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

if (args is not [var assembly, var name, var target])
{
    throw new ArgumentException("Give an assembly, the name of its resource, and the file to write.");
}

using var image = new PEReader(File.OpenRead(assembly));
var metadata = image.GetMetadataReader();
var resource = metadata.ManifestResources
    .Select(metadata.GetManifestResource)
    .SingleOrDefault(resource => resource.Implementation.IsNil && metadata.GetString(resource.Name) == name);
if (resource.Name.IsNil)
{
    throw new InvalidOperationException($"{assembly} has no resource {name}.");
}

// Each resource stands behind its length.
var section = image.GetSectionData(image.PEHeaders.CorHeader!.ResourcesDirectory.RelativeVirtualAddress);
var offset = checked((int)resource.Offset);
var length = section.GetReader(offset, sizeof(int)).ReadInt32();
var content = section.GetReader(offset + sizeof(int), length).ReadBytes(length);
Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(target))!);
File.WriteAllBytes(target, content);
