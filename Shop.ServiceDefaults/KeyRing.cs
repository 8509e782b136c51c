// Data Protection's key ring, for a service that keeps personal data or sessions encrypted. It lives in the service's
// own database, in a table that the service's schema brings,
//     create table data_protection_keys (name text primary key, xml text not null);
// so that every replica opens what another sealed; and each key in it is sealed by the key from configuration, so that
// the database alone, or a copy of it, opens nothing.
using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace Shop.ServiceDefaults;

/// <summary>The key that seals a service's key ring.</summary>
public sealed class DataKey
{
    private const string ConfigurationKey = "Data:Key";
    private const int Bytes = 32;

    private readonly byte[] _key;

    private DataKey(byte[] key) => _key = key;

    /// <summary>Reads the key, or refuses to start without one.</summary>
    public static DataKey Read(IConfiguration configuration)
    {
        var key = new byte[Bytes + 1];
        var isBase64 = Convert.TryFromBase64String(configuration[ConfigurationKey] ?? "", key, out var length);
        return isBase64 && length == Bytes
            ? new(key[..Bytes])
            : throw new InvalidOperationException(
                $"{ConfigurationKey} is missing or not {Bytes} bytes in base64. "
                + "Start through the AppHost, or set it to the same random key for all replicas.");
    }

    /// <summary>A key of its own for one purpose; it tells nothing about the others.</summary>
    public byte[] For(string purpose) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, _key, Bytes, info: Encoding.UTF8.GetBytes(purpose));
}

/// <summary>Data Protection with its keys in the service's database.</summary>
public static class KeyRing
{
    /// <summary>Adds Data Protection; <paramref name="role"/> is the one that the service works as.</summary>
    public static void AddKeyRing<TBuilder>(
        this TBuilder builder, string applicationName, string connectionName, string role)
        where TBuilder : IHostApplicationBuilder
    {
        var key = DataKey.Read(builder.Configuration);
        var connectionString = builder.Configuration.GetConnectionString(connectionName) is { } given
            ? DatabaseSchema.WorkingAs(given, role)
            : throw new InvalidOperationException(
                $"ConnectionStrings:{connectionName} is missing. Start through the AppHost, or set it.");

        builder.Services.AddSingleton(key);
        builder.Services.AddDataProtection().SetApplicationName(applicationName);
        builder.Services.Configure<KeyManagementOptions>(options =>
        {
            options.XmlRepository = new KeyTable(connectionString);
            options.XmlEncryptor = new KeySealer(key);
        });
    }

    /// <summary>The table of keys. Data Protection asks for them once a day, and not asynchronously.</summary>
    private sealed class KeyTable(string connectionString) : IXmlRepository
    {
        public IReadOnlyCollection<XElement> GetAllElements()
        {
            using var connection = new NpgsqlConnection(connectionString);
            connection.Open();
            using var command = new NpgsqlCommand("select xml from data_protection_keys order by name", connection);
            using var reader = command.ExecuteReader();
            var keys = new List<XElement>();
            while (reader.Read())
            {
                keys.Add(XElement.Parse(reader.GetString(0)));
            }

            return keys;
        }

        public void StoreElement(XElement element, string friendlyName)
        {
            using var connection = new NpgsqlConnection(connectionString);
            connection.Open();
            using var command = new NpgsqlCommand(
                "insert into data_protection_keys (name, xml) values ($1, $2)", connection)
            {
                Parameters =
                {
                    new() { Value = friendlyName },
                    new() { Value = element.ToString(SaveOptions.DisableFormatting) },
                },
            };
            command.ExecuteNonQuery();
        }
    }
}

/// <summary>Seals a key of the ring with AES-256-GCM.</summary>
internal sealed class KeySealer(DataKey key) : IXmlEncryptor
{
    internal const string Purpose = "key ring";

    public EncryptedXmlInfo Encrypt(XElement plaintextElement)
    {
        var plain = Encoding.UTF8.GetBytes(plaintextElement.ToString(SaveOptions.DisableFormatting));
        var nonce = RandomNumberGenerator.GetBytes(AesGcm.NonceByteSizes.MaxSize);
        var tag = new byte[AesGcm.TagByteSizes.MaxSize];
        var cipher = new byte[plain.Length];
        using var aes = new AesGcm(key.For(Purpose), tag.Length);
        aes.Encrypt(nonce, plain, cipher, tag);
        return new(new XElement("sealed", Convert.ToBase64String([.. nonce, .. tag, .. cipher])), typeof(KeyOpener));
    }
}

/// <summary>Opens what <see cref="KeySealer"/> sealed. Data Protection makes it, by the name of its type.</summary>
internal sealed class KeyOpener(IServiceProvider services) : IXmlDecryptor
{
    public XElement Decrypt(XElement encryptedElement)
    {
        ReadOnlySpan<byte> bytes = Convert.FromBase64String(encryptedElement.Value);
        var (nonceSize, tagSize) = (AesGcm.NonceByteSizes.MaxSize, AesGcm.TagByteSizes.MaxSize);
        var cipher = bytes[(nonceSize + tagSize)..];
        var plain = new byte[cipher.Length];
        using var aes = new AesGcm(services.GetRequiredService<DataKey>().For(KeySealer.Purpose), tagSize);
        aes.Decrypt(bytes[..nonceSize], cipher, bytes.Slice(nonceSize, tagSize), plain);
        return XElement.Parse(Encoding.UTF8.GetString(plain));
    }
}
