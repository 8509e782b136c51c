// The form in which PostgreSQL stores a password (RFC 5803). `migrate` sends it instead of the password, as psql's
// \password does: the server's log (log_statement, pgaudit, a failing statement) never contains the password.
using System.Security.Cryptography;
using System.Text;

namespace Shop.ServiceDefaults.Data;

internal static class ScramVerifier
{
    // PostgreSQL's own values.
    private const int Iterations = 4096;
    private const int SaltBytes = 16;
    private const int KeyBytes = 32;

    /// <summary>The verifier with a random salt. It contains no quotes.</summary>
    public static string Of(string password) => Of(password, RandomNumberGenerator.GetBytes(SaltBytes));

    public static string Of(string password, byte[] salt)
    {
        // Npgsql normalises the password in the same way when it signs in.
        var salted = Rfc2898DeriveBytes.Pbkdf2(
            Encoding.UTF8.GetBytes(password.Normalize(NormalizationForm.FormKC)), salt, Iterations,
            HashAlgorithmName.SHA256, KeyBytes);
        var storedKey = SHA256.HashData(HMACSHA256.HashData(salted, "Client Key"u8));
        var serverKey = HMACSHA256.HashData(salted, "Server Key"u8);
        return $"SCRAM-SHA-256${Iterations}:{Convert.ToBase64String(salt)}$"
            + $"{Convert.ToBase64String(storedKey)}:{Convert.ToBase64String(serverKey)}";
    }
}
