namespace Shop.ServiceDefaults;

public static class Base64
{
    /// <summary>The decoded bytes; empty if the text is not base64, so that a length check rejects it.</summary>
    public static byte[] DecodeOrEmpty(string text)
    {
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out var length) ? bytes[..length] : [];
    }
}
