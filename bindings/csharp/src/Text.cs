using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.InteropServices;
using System.Text;

namespace Cnnviz
{
    /// <summary>Texts as the native library reads them: UTF-8, ending in a zero byte.</summary>
    internal static class Text
    {
        internal static byte[] Bytes(string text)
        {
            if (text == null)
            {
                return null;
            }
            if (text.IndexOf('\0') >= 0)
            {
                throw new InvalidArgumentException($"a text must not hold a zero character: \"{text}\"");
            }
            byte[] bytes = new byte[Encoding.UTF8.GetByteCount(text) + 1];
            Encoding.UTF8.GetBytes(text, 0, text.Length, bytes, 0);
            return bytes;
        }

        internal static string String(IntPtr text)
        {
            if (text == IntPtr.Zero)
            {
                return null;
            }
            int length = 0;
            while (Marshal.ReadByte(text, length) != 0)
            {
                ++length;
            }
            byte[] bytes = new byte[length];
            Marshal.Copy(text, bytes, 0, length);
            return Encoding.UTF8.GetString(bytes);
        }

        /// <summary>A text that the native module has made for the caller, who frees it.</summary>
        internal static string Take(MemoryHandle text)
        {
            using (text)
            {
                return String(text.Address);
            }
        }

        /// <summary>Names in one text: quoted, separated by commas; null stays null.</summary>
        internal static string List(IEnumerable<string> names)
        {
            return names == null
                ? null
                : string.Join(",", names.Select(name => $"\"{name.Replace("\\", "\\\\").Replace("\"", "\\\"")}\""));
        }
    }
}
