/* Java: handles and addresses are numbers (long), texts pass as UTF-8, arrays of numbers as Java arrays
 * or direct buffers. The classes that users see are written over this, in src/main/java. */
%header %{
#include <cnnviz/cnnviz.h>
#include <string.h>

/* A text as Java's bytes; NULL is null. */
static jbyteArray cnnviz_to_java(JNIEnv* jenv, const char* text) {
  jsize length;
  jbyteArray made;
  if (text == NULL) return NULL;
  length = (jsize)strlen(text);
  made = (*jenv)->NewByteArray(jenv, length);
  if (made != NULL) (*jenv)->SetByteArrayRegion(jenv, made, 0, length, (const jbyte*)text);
  return made;
}

/* Throws the exception of the last failure. It is pending from here on: what follows in a wrapper only
 * releases, which JNI allows then. */
static void cnnviz_throw(JNIEnv* jenv) {
  const jint status = (jint)cnnviz_last_status();
  jbyteArray message = cnnviz_to_java(jenv, cnnviz_last_error());
  jclass type;
  jmethodID make;
  jobject made;
  if (message == NULL) return;
  type = (*jenv)->FindClass(jenv, "org/cnnviz/CnnvizException");
  if (type == NULL) return;
  make = (*jenv)->GetStaticMethodID(jenv, type, "of", "(I[B)Lorg/cnnviz/CnnvizException;");
  if (make == NULL) return;
  made = (*jenv)->CallStaticObjectMethod(jenv, type, make, status, message);
  if (!(*jenv)->ExceptionCheck(jenv)) (*jenv)->Throw(jenv, (jthrowable)made);
}

/* Numbers of an array, or of a direct buffer, whose memory is used as it is. */
typedef struct cnnviz_numbers {
  jarray array; /* NULL: a buffer, nothing to give back */
  void* address;
  jlong count;
} cnnviz_numbers;

/* Returns whether the array was lent; an exception is pending otherwise. */
static int cnnviz_borrow(JNIEnv* jenv, cnnviz_numbers* numbers, jobject object, char kind) {
  memset(numbers, 0, sizeof *numbers);
  if (object == NULL) return 1;
  numbers->address = (*jenv)->GetDirectBufferAddress(jenv, object);
  if (numbers->address != NULL) {
    numbers->count = (*jenv)->GetDirectBufferCapacity(jenv, object);
    return 1;
  }
  numbers->array = (jarray)object;
  numbers->count = (*jenv)->GetArrayLength(jenv, numbers->array);
  numbers->address = kind == 'f'   ? (void*)(*jenv)->GetFloatArrayElements(jenv, numbers->array, NULL)
                     : kind == 'i' ? (void*)(*jenv)->GetLongArrayElements(jenv, numbers->array, NULL)
                                   : (void*)(*jenv)->GetByteArrayElements(jenv, numbers->array, NULL);
  return numbers->address != NULL;
}

/* `mode`: 0 where the numbers were written, JNI_ABORT where they were read. */
static void cnnviz_give_back(JNIEnv* jenv, cnnviz_numbers* numbers, char kind, jint mode) {
  if (numbers->array == NULL) return;
  if (kind == 'f') {
    (*jenv)->ReleaseFloatArrayElements(jenv, numbers->array, (jfloat*)numbers->address, mode);
  } else if (kind == 'i') {
    (*jenv)->ReleaseLongArrayElements(jenv, numbers->array, (jlong*)numbers->address, mode);
  } else {
    (*jenv)->ReleaseByteArrayElements(jenv, numbers->array, (jbyte*)numbers->address, mode);
  }
}
%}

/* Nothing is skipped after a failure: arrays and texts are given back. */
#define CNNVIZ_CALL(action) \
  action \
  if (cnnviz_last_status() != CNNVIZ_STATUS_OK) cnnviz_throw(jenv);

/* Enumerations are numbers here; src/main/java has the real ones. */
%include "enumsimple.swg"
%rename("$ignore", %$isenumitem) "";
%typemap(jstype) enum SWIGTYPE "int"
%typemap(javain) enum SWIGTYPE "$javainput"
%typemap(javaout) enum SWIGTYPE { return $jnicall; }

%typemap(jstype) SWIGTYPE* "long"
%typemap(javain) SWIGTYPE* "$javainput"
%typemap(javaout) SWIGTYPE* { return $jnicall; }

/* C's long has 64 bits here, which SWIG would make an int. */
%apply long long { int64_t };  // and -DSWIGWORDSIZE64 says so, that pointers are right
%apply int { int32_t };

%typemap(jni) const char* "jbyteArray"
%typemap(jtype) const char* "byte[]"
%typemap(jstype) const char* "String"
%typemap(javain) const char* "Text.bytes($javainput)"
%typemap(javaout) const char* { return Text.string($jnicall); }
%typemap(in) const char* {
  $1 = NULL;
  if ($input != NULL) {
    $1 = (char*)(*jenv)->GetByteArrayElements(jenv, $input, NULL);
    if ($1 == NULL) return $null;
  }
}
%typemap(freearg) const char* {
  if ($1 != NULL) (*jenv)->ReleaseByteArrayElements(jenv, $input, (jbyte*)$1, JNI_ABORT);
}
%typemap(out) const char* {
  $result = (*jenv)->ExceptionCheck(jenv) ? NULL : cnnviz_to_java(jenv, $1);
}

%define CNNVIZ_NUMBERS(TYPE, NAME, COUNT, KIND, MODE)
%typemap(jni) (TYPE* NAME, COUNT) "jobject"
%typemap(jtype) (TYPE* NAME, COUNT) "Object"
%typemap(jstype) (TYPE* NAME, COUNT) "Object"
%typemap(javain) (TYPE* NAME, COUNT) "$javainput"
%typemap(in) (TYPE* NAME, COUNT) (cnnviz_numbers numbers) {
  if (!cnnviz_borrow(jenv, &numbers, $input, KIND)) return $null;
  $1 = ($1_ltype)numbers.address;
  $2 = ($2_ltype)numbers.count;
}
%typemap(freearg) (TYPE* NAME, COUNT) {
  cnnviz_give_back(jenv, &numbers$argnum, KIND, MODE);
}
%enddef
CNNVIZ_NUMBERS(const float, values, int64_t count, 'f', JNI_ABORT)
CNNVIZ_NUMBERS(const int64_t, values, int64_t count, 'i', JNI_ABORT)
CNNVIZ_NUMBERS(float, values, int64_t count, 'f', 0)
CNNVIZ_NUMBERS(int64_t, values, int64_t count, 'i', 0)
CNNVIZ_NUMBERS(const uint8_t, bytes, int64_t length, 'B', JNI_ABORT)
CNNVIZ_NUMBERS(const uint8_t, data, int64_t length, 'B', JNI_ABORT)
CNNVIZ_NUMBERS(const uint8_t, pixels, int64_t length, 'B', JNI_ABORT)
CNNVIZ_NUMBERS(uint8_t, pixels, int64_t length, 'B', 0)
CNNVIZ_NUMBERS(uint8_t, buffer, int64_t length, 'B', 0)
CNNVIZ_NUMBERS(const int64_t, shape, int32_t rank, 'i', JNI_ABORT)

/* A byte buffer over memory of the library. */
%typemap(in, numinputs=0) JNIEnv* jenv "$1 = jenv;"
%inline %{
static jobject native_view(JNIEnv* jenv, int64_t address, int64_t length) {
  return (*jenv)->NewDirectByteBuffer(jenv, (void*)(intptr_t)address, length);
}
%}
